"""What a report says, before it is a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from influence.find import Hit
from influence.ranking import Row
from influence.show.charts import Chart
from influence.show.columns import Cell


@dataclass(frozen=True, slots=True)
class Profile:
    """One person on the list.

    Attributes
    ----------
    row
        Its row of the ranking, with what was decided of it.
    sentences
        What its number is, how sure, and what it rests on.
    parts
        The number, stage by stage; they sum up to it.
    terms
        What its fit with the brief is made of; empty without a brief.
    links
        Three links that were kept with it.
    hits
        Its newest posts on the topic, with the passage that was found.
    reactors
        Who acts on it most, in which ways.
    notes
        What was noted of it, newest first: time, who, words.
    activity
        Posts and amplifications over time.
    """

    row: Row
    sentences: Sequence[str]
    parts: Sequence[Row]
    terms: Sequence[Row]
    links: Sequence[str]
    hits: Sequence[Hit]
    reactors: Sequence[Row]
    notes: Sequence[tuple[str, str, str]]
    activity: Chart


@dataclass(frozen=True, slots=True)
class Report:
    """A report on one list.

    Attributes
    ----------
    facts
        Window, data, topic: name and words each.
    completeness
        What is held of what is claimed, and what cannot be known.
    method
        How the numbers are computed, in paragraphs.
    findings
        Up to five sentences.
    rows
        Everybody who is in, best first; of a list on which nothing is decided, who is queued.
    others
        Who was decided to be out or later, with the reason.
    left_out
        Why others were not looked at: heading and how many each.
    examples
        Of these the most followed, with the reason.
    glossary
        What the columns mean.
    """

    title: str
    question: str
    made_at: str
    is_decided: bool
    facts: Sequence[tuple[str, str]]
    completeness: Sequence[tuple[str, str]]
    method: Sequence[str]
    findings: Sequence[str]
    score: str
    rows: Sequence[Row]
    profiles: Sequence[Profile]
    others: Sequence[Row]
    left_out: Sequence[tuple[str, int]]
    examples: Sequence[Row]
    charts: Sequence[Chart]
    glossary: Sequence[Mapping[str, Cell]]
    brief: str
