"""What every column of a ranking, a comparison and an explanation means, in one place."""

from collections.abc import Mapping

from influence.scores.influence.constants import (
    EVIDENCE_GRADES,
    GUARD_RATIO,
    MIN_AMPLIFIERS,
    MIN_EXPOSURES,
    MIN_POSTS,
)

_GRADE_A, _GRADE_B = (
    f"{acts} amplifications, {posts} posts and {amplifiers} different amplifiers"
    for acts, posts, amplifiers in EVIDENCE_GRADES
)

COLUMNS: Mapping[str, str] = {
    "rank": "Place among the ranked; equal values share one.",
    "rank_low": "The best place that overlapping intervals leave open.",
    "rank_high": "The worst place that overlapping intervals leave open.",
    "handle": "What the account is called at its source.",
    "name": "Its own name there.",
    "platform": "The source: where the account lives.",
    "score_low": "Lower end of the interval labelled 90 %, of the mean of many posts.",
    "score_high": "Upper end of that interval.",
    "prob_top10": "Chance to be among the first ten, if every interval means what it says.",
    "unit": "What one of the score is.",
    "status": (
        "ranked; check (few or exclusive accounts carry it: look before use); unrated; unknown (a"
        " list asks for an account that is not here)."
    ),
    "tier": (
        "What is known of the audience. A: its follower list, so that silence counts. B: only who"
        " acted. C: only how many did."
    ),
    "evidence": (
        f"How much stands behind the number. A: at least {_GRADE_A}; B: {_GRADE_B}; C: rated;"
        f" D: not rated, under {MIN_POSTS} posts or {MIN_AMPLIFIERS} different amplifiers. Tier C"
        " reaches C at best."
    ),
    "quality": "Influence, times what such an audience usually gives; shown as x usual.",
    "posts": "Posts in the window.",
    "amplifications": (
        "Reposts and quotes received, of a blog links from posts of other blogs; each account once"
        " a post."
    ),
    "amplifiers": "Different accounts that passed something on; in tier C at least so many.",
    "amplifiers_effective": "How many equally busy amplifiers the real ones are worth.",
    "active_audience": "Different accounts that acted in any way but following.",
    "followers": "Followers as the source claims them.",
    "receptive_audience": (
        "Followers, each counted by how readily it passes things on; one that passes on as much as"
        " the average exposure counts 1, so that it can be more than the followers."
    ),
    "audience_passivity": "Share of the followers who passed on nothing of anybody.",
    "passivity": (
        "The account's own, as a follower: share of accounts that pass on more readily. Empty under"
        f" {MIN_EXPOSURES} posts seen. For your own screen: no report has it."
    ),
    "topical_influence": "Expected amplifications per post on the topic (docs/topics.md).",
    "overall_influence": "Influence on whatever the account writes about.",
    "topic_posts": "Posts in the window that the query of the topic finds.",
    "topic_share": "Their part of all posts in the window.",
    "topic_share_low": "Lower end of its 90 % interval (Wilson).",
    "topic_share_high": "Upper end of that interval.",
    "topic_lift": "How many times better posts on the topic were taken than its posts are, shrunk.",
    "topic_amplifications": "How often the posts on the topic were passed on.",
    "topic_amplifiers": "Different accounts that passed on something on the topic.",
    "last_on_topic_at": "When the newest post on the topic was published.",
    "place": "Place among the candidates of a brief, by fit.",
    "fit": "The weighted sum of the scores that a brief names, as percentiles (docs/brief.md).",
    "why_not": "Why it is no candidate of a brief, in one sentence.",
    "reason": "Why it was decided so; of a brief: why it is no candidate, as a code.",
    "decision": "queued (to be decided on), in, out or later.",
    "tags": "What it was filed under, between |.",
    "position": "Its place on a shortlist.",
    "last_note": "The newest note on it.",
    "link_1": "A post that makes the case for it; 2 and 3 as well.",
    "added_at": "When it came onto the list; its numbers are of then.",
    "unguarded": "Influence before the guard.",
    "guarded": (
        "Influence with few and exclusive amplifiers held down. It stands, and the account is"
        f" flagged, where it is under 1/{GUARD_RATIO:g} of the other."
    ),
    "passivity_paper": (
        "Passivity as the paper computes it: high for who passes on a lot. For your own screen too."
    ),
    "component": "Values of the paper's score compare only within one component.",
    "flags": "few_or_exclusive_amplifiers, declared_bot.",
    "why": "The number in one sentence.",
    "url": "Where the account is found.",
    "account_id": "Our number of it, in this database.",
    "native_id": "Its id at the source.",
    "window_start": "First moment that counts.",
    "window_end": "First moment that no longer counts, or the last event.",
    "method": "Score, version, and settings that were changed.",
    "shared_with_first": "Amplifiers who also amplify the first account (compare).",
    "adds": "Amplifiers whom no account before it has (compare).",
    "posts_amplified": "Posts that this amplifier passed on (explain: passed on).",
    "share": "Its part of all amplifications (explain).",
    "influence_without": "The number before the guard, had it never acted (explain: without it).",
    "posts_seen": "Posts that it could see, where the follower list is known (explain: seen).",
    "amplified_elsewhere": "What it passed on of other accounts (explain: elsewhere).",
    "adds_promise": "What such an audience usually gives; the four adds make influence (explain).",
    "adds_observed": "What was seen of its own posts adds to that (explain).",
    "adds_recent": "What the weight of recent posts adds (explain).",
    "adds_guard": "What the guard takes away (explain).",
    "top_amplifiers": "The ten without whom the number falls most, between | (explain).",
    "top_amplifiers_share": "Their part of all amplifications (explain).",
    "top_post_share": "What the post that most passed on makes of all amplifications (explain).",
    "evidence_url_1": "The post that most accounts passed on; 2 and 3 come next (explain).",
}
"""Column → one sentence. Scores stand under their own name; ``influence scores`` explains them."""
