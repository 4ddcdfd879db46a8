"""What is cited is what there is: CITATION.cff is valid, and says what the project says."""

import re
import tomllib
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Of https://github.com/citation-file-format/citation-file-format, schema 1.2.0.
REQUIRED = {"authors", "cff-version", "message", "title"}
MAY = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}
PERSON = {"family-names", "given-names", "name-particle", "name-suffix", "orcid", "affiliation"}
ENTITY = {"name", "website", "url", "orcid"}
OF_A_REFERENCE = {"type", "title", "authors", "year", "url", "doi", "notes", "journal"}


def is_author(author):
    return set(author) <= PERSON or ("name" in author and set(author) <= ENTITY)


def test_the_citation_file_has_what_the_format_asks_for_and_nothing_else():
    assert set(CITATION) >= REQUIRED
    assert set(CITATION) <= MAY
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["type"] == "software"
    assert CITATION["authors"]
    assert all(map(is_author, CITATION["authors"]))
    assert len(set(CITATION["keywords"])) == len(CITATION["keywords"])
    for reference in CITATION["references"]:
        assert {"type", "title", "authors"} <= set(reference) <= OF_A_REFERENCE
        assert all(map(is_author, reference["authors"]))
        assert 1900 < reference["year"] <= date.today().year  # noqa: DTZ011 a year is enough


def test_it_says_what_the_project_and_its_licence_say():
    assert CITATION["title"] == PROJECT["name"]
    assert str(CITATION["version"]) == PROJECT["version"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["abstract"] == PROJECT["description"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    holder = re.search(r"Copyright \(c\) \d+ (.+)", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    assert [author["name"] for author in CITATION["authors"]] == [holder[1]]
