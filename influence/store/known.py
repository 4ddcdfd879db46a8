"""What is held of accounts and posts that a file only names: by a handle, or by a post."""

from sqlite3 import Connection

from influence.records import Key


class Known:
    """Answers from one database; without one, nothing is known."""

    def __init__(self, connection: Connection | None = None) -> None:
        self._connection = connection

    def account(self, source: str, handle: str) -> str | None:
        """Return the native id of the one account with a handle; None for none or several."""
        found = self._ask(
            """
            select native_id from accounts
            where source = ? and handle = ? collate nocase order by account_id limit 2
            """,
            source,
            handle,
        )
        return found[0] if len(found) == 1 else None

    def author(self, source: str, post: str) -> str | None:
        """Return the native id of the account that published a post; None where it is not held."""
        found = self._ask(
            """
            select accounts.native_id from posts join accounts using (account_id)
            where posts.source = ? and posts.native_id = ? and accounts.source = posts.source
            """,
            source,
            post,
        )
        return found[0] if found else None

    def reposted(self, actor: Key, target: Key, moment: str) -> str | None:
        """Return the native id of a post of the target that the actor reposted at that second."""
        found = self._ask(
            """
            select posts.native_id from interactions join posts using (post_id)
            where interactions.kind = 'repost' and posts.source = ? and happened_at = ?
              and target_id = (select account_id from accounts where source = ? and native_id = ?)
              and actor_id = (select account_id from accounts where source = ? and native_id = ?)
            order by post_id limit 1
            """,
            *(target.source, moment, *target, *actor),
        )
        return found[0] if found else None

    def _ask(self, query: str, *values: str) -> list[str]:
        if self._connection is None:
            return []
        return [row[0] for row in self._connection.execute(query, values)]
