"""What was computed: runs and their scores, kept apart, since any database computes them again."""

from influence.show.exports.described import NUMBER, TEXT, TIME, WHOLE, Field, Table

_RUN = Field("run_id", WHOLE, "number of the run in this export", always=True)
_SCORE = Field("score", TEXT, "name of the score", always=True)

COMPUTED = (
    Table(
        "runs",
        "runs",
        (
            _RUN,
            Field("started_at", TIME, "when it was computed", always=True),
            Field("took_seconds", NUMBER, "how long that took", always=True),
            Field("since", TIME, "begin of its window; unknown where open"),
            Field("until", TIME, "end of its window; unknown where open"),
            Field("accounts", WHOLE, "accounts that it saw", always=True),
            Field("interactions", WHOLE, "acts that it saw", always=True),
            Field("data_digest", TEXT, "fingerprint of the data that it saw", always=True),
            Field("version", TEXT, "version of the program", always=True),
        ),
        """
        select run_id, started_at, took_seconds, since, until, accounts, interactions,
               data_digest, version
        from runs order by run_id
        """,
        is_computed=True,
    ),
    Table(
        "run_scores",
        "run_scores",
        (
            _RUN,
            _SCORE,
            Field("settings", TEXT, "settings of the score, as JSON", always=True),
            Field("facts", TEXT, "what was found of the data, as JSON", always=True),
            Field("took_seconds", NUMBER, "how long it took", always=True),
        ),
        """
        select run_id, score, settings, facts, took_seconds from run_scores order by run_id, score
        """,
        is_computed=True,
    ),
    Table(
        "scores",
        "scores",
        (
            _RUN,
            _SCORE,
            Field("account_id", TEXT, "native id of the account", always=True),
            Field("source", TEXT, "source of the account", always=True),
            Field("value", NUMBER, "the score"),
            Field("low", NUMBER, "lower end of the 90 % interval"),
            Field("high", NUMBER, "upper end of the 90 % interval"),
            Field("rank", WHOLE, "place, 1 best; unknown for those to check before use"),
            Field("status", TEXT, "ranked, or check: to be checked before use", always=True),
            Field("tier", TEXT, "what is known of the audience: A, B or C"),
            Field("companions", TEXT, "numbers that belong to the score, as JSON", always=True),
        ),
        """
        select run_id, score, native_id, source, value, low, high, rank, status, tier, companions
        from scores join accounts using (account_id) order by run_id, score, account_id
        """,
        is_computed=True,
    ),
)
