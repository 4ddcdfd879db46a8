"""Pages and feeds that were damaged in any way end in records or in one sentence, and soon.

1,000 examples, the same every time; ``make fuzz`` tries 10,000 others and prints their seed.
"""

from blog_samples import SAMPLES
from hypothesis import given
from hypothesis import strategies as st
from mutated import limited, mutations, repeatable
from test_source_contract import check

from crawlers.blog import READERS
from crawlers.errors import AnswerUnusable

SECONDS = 5
VISITS = [visit for visits in SAMPLES.values() for visit in visits]
BODIES = [visit.answer.body for visit in VISITS]
CHARSETS = ["", "; charset=utf-16", "; charset=latin-1", "; charset=big5", "; charset=\xff"]


@st.composite
def mutated_visits(draw):
    """Return a visit whose answer is damaged, and may be called what it is not."""
    visit = draw(st.sampled_from(VISITS))
    answer = visit.answer._replace(body=draw(mutations(visit.answer.body, BODIES)))
    if draw(st.integers(0, 9)) == 0:
        media = draw(st.sampled_from(["text/html", "application/json", "text/plain", ""]))
        said = {"content-type": media + draw(st.sampled_from(CHARSETS))}
        answer = answer._replace(headers=said)
    return visit._replace(answer=answer)


def read(visit):
    try:
        return list(READERS[visit.task.kind](visit)), visit.answer.url
    except AnswerUnusable as error:
        return [], str(error)


@repeatable
@given(visit=mutated_visits())
def test_a_damaged_answer_ends_in_records_or_in_a_sentence(visit):
    with limited(SECONDS):
        records, sentence = read(visit)
    assert "anna.example" in sentence
    assert len(sentence) < 1_000
    for record in records:
        check(record)
