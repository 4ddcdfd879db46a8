"""Files that were damaged in any way end in rows or in one sentence: no traceback, no hang.

1,000 examples, the same every time; ``make fuzz`` tries 10,000 others and prints their seed.
"""

import io
import os
import signal
import zipfile
from contextlib import contextmanager

import pytest
from databases import in_memory
from file_samples import SAMPLES, packed
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from crawlers.files import Options, import_files
from crawlers.files.forms import FORMS
from influence.errors import InfluenceError

EXAMPLES = int(os.environ.get("INFLUENCE_FUZZ_EXAMPLES", "1000"))
SEED = os.environ.get("INFLUENCE_FUZZ_SEED")
SECONDS = 20

HOSTILE = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1f\x8b\x08",
    b"\r",
    b'"',
    b"'",
    b",,,,",
    b";\t|",
    b"<!ENTITY a 'b'>",
    b"<![CDATA[",
    b"</",
    b"&a;",
    b"{" * 1_000,
    b"[" * 1_000,
    b"9" * 5_000,
    b"1E+999",
    b"NaN",
    b"\\ud800",
    "\u202e\u2028é".encode(),
    b"2026-99-99",
    b"XFD1048576",
    b"%n%s",
]

OTHERS = [sample for name, each in SAMPLES.items() for sample in each if name != "spreadsheet"]
PACKED = [sample for sample in SAMPLES["spreadsheet"] if sample.content.startswith(b"PK")]


class TooSlow(Exception):
    """A file took longer to read than any of its size may."""


@contextmanager
def limited(seconds):
    def stop(*_):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


CHANGES = {
    "flip": lambda text, at, n, _: text[:at] + bytes([text[at] ^ n]) + text[at + 1 :],
    "cut": lambda text, at, n, _: text[:at] + text[at + n :],
    "end": lambda text, at, *_: text[:at],
    "put": lambda text, at, _, foreign: text[:at] + foreign + text[at:],
    "double": lambda text, at, n, _: text[:at] + text[at : at + n * 10] + text[at:],
    "swap": lambda text, at, n, _: text[at : at + n] + text[:at] + text[at + n :],
}

foreign_bytes = (
    st.sampled_from(HOSTILE)
    | st.binary(max_size=20)
    | st.sampled_from(OTHERS).map(lambda sample: sample.content[:800])
)


@st.composite
def mutations(draw, content):
    """Return the content with a few bytes flipped, lost, doubled, put in, or out of other files."""
    for _ in range(draw(st.integers(1, 4))):
        if content:
            change = draw(st.sampled_from(sorted(CHANGES)))
            place = draw(st.integers(0, len(content) - 1))
            foreign = draw(foreign_bytes) if change == "put" else b""
            content = CHANGES[change](content, place, draw(st.integers(1, 40)), foreign)
    return content


@st.composite
def mutated_files(draw):
    """Return a sample whose content is damaged; of a workbook mostly what is packed in it."""
    if draw(st.integers(0, 24)):
        sample = draw(st.sampled_from(OTHERS))
        return sample._replace(content=draw(mutations(sample.content)))
    sample = draw(st.sampled_from(PACKED))
    if draw(st.integers(0, 4)) == 0:
        return sample._replace(content=draw(mutations(sample.content)))
    with zipfile.ZipFile(io.BytesIO(sample.content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    damaged = draw(st.sampled_from(sorted(members)))
    members[damaged] = draw(mutations(members[damaged]))
    return sample._replace(content=packed(members))


def dump(db):
    """Return how many rows each table of what was imported holds."""
    tables = ("accounts", "posts", "interactions", "interaction_counts", "follows", "coverage")
    return [db.execute(f"select count(*) from {table}").fetchone()[0] for table in tables]  # noqa: S608


@pytest.fixture(scope="module")
def rehearsal():
    """Return a database, and a folder that files are written to."""
    return in_memory()


def imported(db, folder, sample):
    """Import one file as a rehearsal, and return the problems; every one has a place."""
    path = folder / sample.file
    path.write_bytes(sample.content)
    problems = []
    options = Options(asked=sample.asked, dry_run=True, on_problem=problems.append)
    with limited(SECONDS):
        reports = list(import_files(db, [str(path)], options))
    assert sum(report.rejected + report.kept for report in reports) == len(problems)
    for problem in problems:
        assert problem.file == str(path)
        assert problem.line >= 1
        assert problem.reason
    return problems


def test_every_form_has_a_sample_and_reads_it_whole(rehearsal, tmp_path):
    assert {form.name for form in FORMS} == set(SAMPLES)
    for name, samples in SAMPLES.items():
        for sample in samples:
            path = tmp_path / sample.file
            path.write_bytes(sample.content)
            options = Options(asked=sample.asked, dry_run=True)
            (report,) = import_files(rehearsal, [str(path)], options)
            assert report.form.name == name, sample.file
            assert report.rows > report.rejected, sample.file


def repeatable(test):
    """Try the same examples every time, or those of a seed that was given."""
    chosen = settings(
        max_examples=EXAMPLES,
        derandomize=SEED is None,
        suppress_health_check=list(HealthCheck),
    )
    return chosen(test if SEED is None else seed(int(SEED))(test))


@repeatable
@given(sample=mutated_files())
def test_a_damaged_file_ends_in_rows_or_in_a_sentence(rehearsal, tmp_path_factory, sample):
    folder = tmp_path_factory.getbasetemp()
    try:
        imported(rehearsal, folder, sample)
    except InfluenceError as error:
        sentence = str(error)
        assert sample.file in sentence
        assert len(sentence) < 2_000
    assert dump(rehearsal) == [0] * 6
