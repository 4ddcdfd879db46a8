"""Pages that ask whether a human reads them: a refusal, never to be got around."""

import re
from collections.abc import Mapping

_WALLS = re.compile(r"cloudflare|ddos-guard|akamai|sucuri|imperva|incapsula", re.IGNORECASE)
_MARKS = re.compile(
    rb"<title>\s*(?:Making sure you.{1,8}re not a bot|Just a moment\.\.\.|Attention Required! \|"
    rb"|DDoS-Guard|Checking your browser|Access to this page has been denied)"
    rb"|/cdn-cgi/challenge-platform/|_Incapsula_Resource|window\._cf_chl_opt|awswaf\.com/",
    re.IGNORECASE,
)
_REFUSING = {403, 429, 503}
_FIRST = 1 << 14


def challenge_in(
    status: int, headers: Mapping[str, str], body: bytes, *, wants_html: bool
) -> str | None:
    """Return by what an answer shows that it is a challenge; None where it is none.

    Parameters
    ----------
    headers
        Of the answer, names in lower case.
    wants_html
        Whether a page was asked for: a wall that answers with HTML where a feed was expected
        challenges.

    Examples
    --------
    >>> challenge_in(403, {"cf-mitigated": "challenge"}, b"", wants_html=True)
    'cf-mitigated: challenge'
    """
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "cf-mitigated: challenge"
    if told := headers.get("x-amzn-waf-action"):
        return f"x-amzn-waf-action: {told[:40]}"
    if "html" not in headers.get("content-type", "html").lower():
        return None
    # Of what is no refusal, most are told by a search that takes a tenth of the time.
    may_be = status in _REFUSING or b"not a bot" in body[:_FIRST].lower()
    found = _MARKS.search(body, 0, _FIRST) if may_be else None
    if found and (status in _REFUSING or found[0].lower().endswith(b"not a bot")):
        return found[0][:60].decode("ascii", "replace")
    wall = _WALLS.match(headers.get("server", ""))
    is_plain_limit = status == 429 and "retry-after" in headers
    if wall and status in _REFUSING and not wants_html and not is_plain_limit:
        return f"HTML from {wall[0]}"
    return None
