"""The glossary: complete in four languages, written once, found by any name."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from holdfast import glossary
from holdfast.errors import UsageError
from holdfast.glossary.wording import concept_links, practice_links, wording
from holdfast.metrics.registry import METRICS
from holdfast.risk.catalog import ALL_FLAGS
from holdfast.risk.thresholds.thresholds import default_thresholds
from holdfast.risk.thresholds.words import guard_of, rule_of
from holdfast.words.languages import LANGUAGES, Language, following, language_of

ALL = tuple(LANGUAGES)
FOLDER = Path(glossary.__file__).parent


@pytest.mark.parametrize("language", ALL)
def test_every_metric_flag_practice_and_concept_has_an_entry_in_every_language(language: Language) -> None:
    # Each line names the file and the words to add.
    assert glossary.missing(language) == ()


@pytest.mark.parametrize("language", ALL)
def test_an_entry_says_formula_population_example_and_source(language: Language) -> None:
    for subject in METRICS:
        entry = glossary.entry(subject, language)
        assert (entry.id, entry.kind, entry.language) == (subject, "metric", language)
        assert all(entry.text(key) for key in ("formula", "population", "example", "source", "interval"))
    for subject in ALL_FLAGS:
        entry = glossary.entry(subject, language)
        assert entry.kind == "flag"
        assert all(entry.text(key) for key in ("rule", "guard", "severities", "play", "example", "source"))


def test_english_definitions_come_from_the_declarations() -> None:
    for metric in METRICS.values():
        entry = glossary.entry(metric.id)
        assert (entry.name, entry.text("formula"), entry.text("population"), entry.text("note")) == (
            metric.name,
            metric.formula,
            metric.population,
            metric.note,
        )
    for flag in ALL_FLAGS.values():
        entry = glossary.entry(flag.id)
        assert (entry.name, entry.text("rule"), entry.text("guard"), entry.text("play")) == (
            flag.name,
            rule_of(flag, default_thresholds()),
            guard_of(flag, default_thresholds()),
            flag.play,
        )


def test_the_english_file_defines_nothing_that_is_declared() -> None:
    words = wording("en")
    assert {key for said in words["metrics"].values() for key in said} <= {"example", "synonyms"}
    assert {key for said in words["flags"].values() for key in said} <= {"example", "synonyms"}


@pytest.mark.parametrize(
    "word",
    [
        "attrition",
        "defection",
        "churn",
        "Churn Rate",
        "désabonnement",
        "DESABONNEMENT",
        "taux d'attrition",
        "tasso di abbandono",
        "معدل التراجع",
        "churn.customers",
    ],
)
def test_attrition_is_churn_is_defection_in_any_language(word: str) -> None:
    assert glossary.find(word) == "churn.customers"


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("fidélisation des vendeurs", "retention.reps.original"),
        ("vendite ripetute", "repeat.rate"),
        ("الاحتفاظ بالمبيعات", "concept.sales_retention"),
        ("نسبة الاحتفاظ بالمبيعات", "retention.reps.headcount"),
        ("attrition silencieuse", "attrition.silent"),
        ("clauses d'attrition", "concept.attrition_clause"),
        ("overdue", "F01"),
        ("f01", "F01"),
        ("Overdue", "F01"),
        ("programme de fidélité", "practice.loyalty"),
        ("برامج الولاء", "practice.loyalty"),
        ("winback", "practice.winback"),
        ("win back", "F31"),
    ],
)
def test_an_entry_is_found_by_what_people_call_it(word: str, subject: str) -> None:
    assert glossary.find(word) == subject


@pytest.mark.parametrize(
    ("word", "subject"),
    [
        ("exit interviews", "concept.exit_interview"),
        ("intervista d'uscita", "concept.exit_interview"),
        ("l’attrition silencieuse", "attrition.silent"),
        ("Attritions silencieuses", "attrition.silent"),
        ("word-of-mouth", "concept.word_of_mouth"),
        ("cross selling", "concept.cross_sell"),
        ("promoteur", "concept.promoter"),
        ("المروج", "concept.promoter"),
        ("المروجون", "concept.promoter"),
        ("sondaggio", "concept.surveys"),
        ("turn-over dei clienti", "churn.customers"),
        ("loyalty programs", "practice.loyalty"),
        ("benefit", "concept.benefits"),
    ],
)
def test_singular_plural_articles_and_accents_lead_to_the_same_entry(word: str, subject: str) -> None:
    assert glossary.find(word) == subject


def test_a_name_that_is_exact_is_never_given_to_a_looser_one() -> None:
    for language in ALL:
        for subject, name in glossary.names(language).items():
            found = glossary.find(name)
            assert found is not None
            assert name in glossary.names(language)[found] or found != subject


def test_a_search_holds_every_word_and_puts_names_before_texts() -> None:
    found = glossary.search("attrition")
    assert found[0] == "churn.customers"
    assert "concept.attrition_clause" in found
    named = [one for one in found if "attrition" in glossary.names("en")[one].lower()]
    assert list(found[1 : len(named) + 1]) == named
    assert glossary.search("hotel clause shortfall") == ("concept.attrition_clause",)
    assert glossary.search("xyzzy") == ()
    assert len(glossary.search("")) == len(glossary.entries())


def test_a_word_that_entries_only_speak_of_is_refused_with_their_names() -> None:
    with pytest.raises(UsageError, match=r"spoken of under concept\.insurance"):
        glossary.entry("heard once a year silent date")


def test_every_concept_is_tied_and_what_it_is_tied_to_says_so() -> None:
    for concept, links in concept_links().items():
        entry = glossary.entry(concept)
        assert entry.kind == "concept"
        assert entry.links or entry.see_also
        assert {one for one, _ in entry.see_also} >= set(links.get("concepts", ()))
        for subject in (*links.get("metrics", ()), *links.get("flags", ())):
            assert concept in [one for one, _ in glossary.entry(subject).used_by]
        for other in links.get("concepts", ()):
            assert concept in [one for one, _ in glossary.entry(other).see_also]


def test_an_unknown_word_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match=r"did you mean 'churn.customers'"):
        glossary.entry("churn.custmers")
    with pytest.raises(UsageError, match=r"lists them all"):
        glossary.entry("xyzzy")


@pytest.mark.parametrize("language", ALL)
def test_every_practice_is_tied_to_what_makes_it_work_and_back(language: Language) -> None:
    for practice, links in practice_links().items():
        linked = [subject for ids in links.values() for subject in ids]
        assert set(links.get("metrics", ())) <= set(METRICS)
        assert set(links.get("flags", ())) <= set(ALL_FLAGS)
        assert [subject for subject, _ in glossary.entry(practice, language).links] == linked
        for subject in linked:
            assert practice in [one for one, _ in glossary.entry(subject, language).links]


def test_the_entries_are_listed_metrics_first() -> None:
    declared = [*METRICS, *ALL_FLAGS, *practice_links(), *concept_links()]
    assert [one.id for one in glossary.entries("it")] == declared


def test_labels_follow_the_language() -> None:
    labels = [label for label, _ in glossary.entry("retention.reps.headcount", "fr").labelled()]
    assert labels[0] == "formule"
    assert {"exemple", "source", "aussi appelé", "prudence", "requiert"} <= set(labels)
    needs = dict(glossary.entry("churn.customers", "it").labelled())["richiede"]
    assert needs == "orders.csv, o subscriptions.csv, o mrr_events.csv"


@pytest.mark.parametrize("name", [*ALL, "practices", "concepts/links", *(f"concepts/{one}" for one in ALL)])
def test_words_carry_no_direction_controls_and_no_odd_spaces(name: str) -> None:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert not {letter for letter in text if unicodedata.category(letter) in ("Cf", "Cc")} - {"\n"}


def test_each_language_is_written_in_its_own_letters() -> None:
    for said in wording("ar")["metrics"].values():
        assert any("ARABIC" in unicodedata.name(letter, "") for letter in said["name"])
    same = [m.id for m in METRICS.values() if glossary.entry(m.id, "fr").text("formula") == m.formula]
    assert same == []


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "it_IT"}, "it"),
        ({"LC_MESSAGES": "ar-MA", "LANG": "fr"}, "ar"),
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "es_ES.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "it"}, "it"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def test_languages_follow_each_other_round_and_round() -> None:
    assert [following(language) for language in ALL] == ["fr", "it", "ar", "de", "en"]


def test_severity_is_explained_with_every_flag_that_can_become_critical() -> None:
    linked = concept_links()["concept.severity"]["flags"]
    of_customers = [flag for flag in ALL_FLAGS.values() if flag.subject == "customer"]
    assert list(linked) == [flag.id for flag in of_customers if "critical" in flag.severities]
    assert glossary.search("critical")[0] == "concept.severity"
