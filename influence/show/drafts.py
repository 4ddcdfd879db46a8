"""What to tell people of whom data is held: drafts for a person to judge and to fill in."""

from collections.abc import Callable
from typing import NamedTuple

from influence.show.columns import printable
from influence.store import Held

HONEST = (
    "These are drafts to judge and to fill in, no legal advice. Nothing is sent.",
    (
        "Art. 14 GDPR: within a month of obtaining the data; sooner where you write to the person"
        " for another reason (then in that first message), or hand the data on (before you do)."
    ),
    (
        "Who gave you the data themselves, or knows it all already (Art. 14(5)(a)), need not be"
        " told again: --told notes that too."
    ),
    (
        "Where telling would be impossible or a disproportionate effort, Art. 14(5)(b) asks for a"
        " public notice instead. Whether it would be is for you to judge and to write down: it may"
        " be for those of whom only acts are held, and hardly is for those on your lists."
    ),
)
"""What has to be said with every list of whom to tell."""


class Sender(NamedTuple):
    """Who tells it, what they can be reached by, and how long they keep the data; None: not said.

    What is not said stands in brackets, to be filled in.
    """

    who: str | None = None
    contact: str | None = None
    kept_for: str | None = None


def categories(held: Held) -> list[str]:
    """Return what is held of an account, in words that its owner understands."""
    profile = (
        ("handle", held.handle),
        ("name", held.name),
        ("address of the profile", held.url),
        ("biography", held.has_bio),
        ("language", held.has_language),
        ("numbers that the profile claims, such as followers", held.is_counted),
    )
    numbers = (
        (f"posts of yours{' with their texts' if held.texts else ''}", held.posts),
        ("acts of yours on others, such as reposts, replies and likes", held.acts),
        ("acts of others on you and your posts", held.acts_received),
        ("accounts that you follow", held.following),
        ("accounts that follow you", held.followers),
    )
    found = ["id of the account", *(words for words, is_held in profile if is_held)]
    found += [f"{words} ({number:,})" for words, number in numbers if number]
    return [*found, *(["scores computed from these"] if held.is_scored else [])]


def draft(held: Held, sender: Sender, plain: Callable[[str], str] = printable) -> str:
    """Return what one person might be told, as plain text.

    Parameters
    ----------
    plain
        What makes a stranger's words safe to print.

    Notes
    -----
    What Art. 14(1) and (2) GDPR ask for, in their order.
    """
    called = plain(held.handle or held.name or held.native_id)
    where = plain(held.source)
    came = f" on {held.obtained_at[:10]}" if held.obtained_at else ""
    route = "a file that we were given or made" if held.is_named else "our reading of public pages"
    wish = "You asked not to be listed, and we list you nowhere.\n\n" * (held.consent == "deny")
    return (
        f"To {called} ({where})\n\n"
        f"{_who(sender)} We hold data about this account that did not come from you, and tell you"
        f" so under Art. 14 GDPR.\n\n{wish}"
        f"What we hold: {'; '.join(categories(held))}.\n"
        f"Where it is from: {where}, by way of {route}; it came to us{came}.\n{_terms(sender)}"
    )


def public_notice(sender: Sender) -> str:
    """Return what might be published for those who cannot be told one by one."""
    return (
        f"{_who(sender)} We hold data on accounts that passed on, answered or liked public posts,"
        " or follow those who wrote them, and did not get it from their owners.\n\n"
        "What we hold: the id of the account at its source; which posts it acted on, how, and when;"
        " whom it follows.\n"
        f"Where it is from: what is public at [the sources].\n{_terms(sender)}"
    )


def _who(sender: Sender) -> str:
    who = sender.who or "[who we are]"
    return f"This is {who}, to be reached at {_contact(sender)}."


def _contact(sender: Sender) -> str:
    return sender.contact or "[contact]"


def _terms(sender: Sender) -> str:
    """Return purposes, basis, recipients, storage, profiling and rights."""
    return (
        "What for: to find out whose audience acts on what they write, and so whom to contact for"
        " public relations.\n"
        "On what basis: our legitimate interest in that, Art. 6(1)(f) GDPR [judge whether it"
        " outweighs theirs].\n"
        "Who receives it: [nobody but us, or who; whether outside of the EU].\n"
        f"How long: {sender.kept_for or '[how long, or by which rule]'}.\n"
        "Scores: we compute how often others pass on what an account writes, and how readily it"
        " passes on what others write. No machine alone decides anything about anybody.\n\n"
        "Your rights: to see all that we hold (Art. 15), to have it put right (16), deleted (17) or"
        " restricted (18), to object (21), and to complain to a data protection authority (77).\n"
        f"Write to {_contact(sender)} [or our data protection officer, where we have one]:"
        ' "do not list me", and no list or export of ours shows you;'
        ' or "forget me", and all of it is deleted, with a keyed hash left so that it does not'
        " come back. Neither needs a reason.\n"
    )
