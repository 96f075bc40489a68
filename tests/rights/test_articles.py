"""Which test shows which article of the law, and which panel of a person's own page? No row points nowhere."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
VIEWS, HOME, DATA = "portal/test_views.py", "portal/test_home.py", "portal/test_data.py"
CONSENTS, LEDGER, PURPOSES = "references/test_consents.py", "references/test_ledger.py", "rights/test_purposes.py"
ACTIONS, WITHDRAWAL, NOTICES = "rights/test_actions.py", "requests/test_withdrawal.py", "requests/test_notices.py"
RETENTION, QUEUE, NOTICE = "rights/test_retention.py", "rights/test_queue.py", "rights/test_notice.py"
QUARANTINE, JOURNEY = "customers/test_quarantine.py", "journeys/test_customer.py"

# The articles of the GDPR that concern a reference program, and what shows that it keeps them.
ARTICLES: dict[str, dict[str, tuple[str, ...]]] = {
    "4(11), 7(4) freely given, specific, unambiguous": {
        VIEWS: (
            "test_four_answers_of_equal_weight_and_none_of_them_is_chosen",
            "test_a_form_that_is_sent_without_a_choice_changes_nothing",
        ),
        CONSENTS: ("test_a_page_asks_for_nothing_that_nobody_spoke_about",),
    },
    "5(1)(b) for one purpose": {
        "references/test_permissions.py": ("test_a_permission_for_one_use_is_none_for_another",)
    },
    "5(1)(e), 13(2)(a) for a time that is told": {
        RETENTION: (
            "test_it_goes_on_the_day_its_time_is_over_and_not_a_day_earlier",
            "test_every_table_is_in_a_class_or_stays_for_a_reason",
            "test_a_person_reads_the_periods_that_concern_them_in_their_own_language",
        )
    },
    "5(2), 7(1) demonstrable": {
        LEDGER: (
            "test_words_and_pages_that_were_changed_are_named",
            "test_a_consent_that_nobody_gave_is_named",
            "test_the_database_refuses_to_change_the_ledger",
        ),
        DATA: ("test_a_copy_holds_what_is_kept_of_them_and_the_words_that_they_saw",),
    },
    "6 a basis for each purpose": {PURPOSES: ("test_a_purpose_has_a_basis_and_an_interest_of_ours_is_weighed",)},
    "7(2) in plain language, apart from all else": {
        VIEWS: ("test_the_question_says_who_what_when_how_long_who_asks_and_what_happens_with_the_name",)
    },
    "7(3) withdrawn as easily as given": {
        VIEWS: ("test_stopping_takes_as_many_presses_as_agreeing",),
        JOURNEY: ("test_without_script_on_a_phone_everything_is_one_press_and_stopping_no_more_than_agreeing",),
        WITHDRAWAL: ("test_lists_know_it_at_once",),
    },
    "EDPB 05/2020 renewed, and unproven yeses asked for again": {
        CONSENTS: ("test_what_was_said_on_the_phone_counts_once_they_confirm_it",),
        "references/test_cycle.py": ("test_the_ladder_is_counted_forward_from_the_check_in",),
    },
    "12 within a month": {
        QUEUE: (
            "test_the_month_ends_as_the_calendar_does_and_both_databases_count_it_so",
            "test_more_time_is_not_taken_when_the_month_is_over",
        )
    },
    "13 told when they tell us": {PURPOSES: ("test_every_page_of_theirs_leads_to_the_notice",)},
    "14 told when others tell us": {
        NOTICE: (
            "test_a_letter_says_it_all_while_the_notice_is_owed",
            "test_from_the_nomination_to_the_letter_that_leaves_everything_is_told_once",
        ),
        QUARANTINE: ("test_whom_only_a_colleague_told_us_of_is_in_quarantine_from_that_day",),
    },
    "15 access": {DATA: ("test_a_copy_holds_what_is_kept_of_them_and_the_words_that_they_saw",)},
    "16 correction": {ACTIONS: ("test_what_a_person_corrects_is_how_they_gave_it",)},
    "17 erasure": {
        ACTIONS: (
            "test_after_erasure_nothing_that_tells_of_the_person_is_in_any_table",
            "test_erasure_leaves_the_ledger_as_it_was_written_and_takes_the_key_to_it",
        )
    },
    "18 restriction": {ACTIONS: ("test_whoever_restricts_is_seen_by_admins_alone_and_stays_as_they_were",)},
    "19 recipients are told": {
        WITHDRAWAL: ("test_whoever_saw_the_number_is_told_once_to_delete_it",),
        NOTICES: ("test_each_letter_goes_to_whom_it_concerns",),
    },
    "20 portability": {DATA: ("test_the_table_for_a_spreadsheet_says_the_same_and_runs_nothing",)},
    "21 objection": {
        ACTIONS: (
            "test_whoever_objects_is_never_written_to_and_agrees_to_nothing",
            "test_a_file_does_not_bring_back_whoever_wants_to_be_left_alone",
        )
    },
    "22 a person decides": {"requests/test_workflow.py": ("test_nobody_but_a_reference_manager_decides_on_a_person",)},
    "25 by default": {NOTICES: ("test_our_own_people_read_no_name_and_no_detail",)},
    "30 record of processing": {
        PURPOSES: ("test_the_record_of_processing_names_every_purpose_and_how_long_each_class_is_kept",)
    },
    "32 secret addresses": {
        VIEWS: ("test_the_address_stays_out_of_caches_search_engines_and_other_sites_logs",),
        "portal/test_tokens.py": ("test_a_token_that_is_not_whole_opens_nothing_and_stops_nothing",),
        HOME: ("test_the_sixty_first_answer_in_ten_minutes_waits",),
    },
}

# The panels of the page behind a link.
PANELS: dict[str, dict[str, tuple[str, ...]]] = {
    "this one ask": {VIEWS: ("test_each_answer_acts_once_and_leaves_a_receipt",)},
    "what you agreed to": {
        HOME: ("test_stopping_is_one_press_and_undoing_it_another_on_the_words_that_were_shown",),
    },
    "my limits": {HOME: ("test_limits_are_kept_and_shown_again",)},
    "where your words are": {HOME: ("test_the_page_says_where_their_words_are",)},
    "not a good time": {
        HOME: (
            "test_a_pause_holds_until_the_day_and_ends_when_they_say_so",
            "test_a_company_that_goes_through_something_is_left_alone_until_they_say_it_is_calmer",
        )
    },
    "something is not right": {
        HOME: ("test_what_is_not_right_is_written_down_in_their_words_and_its_status_is_shown",),
    },
    "six-month check": {
        VIEWS: (
            "test_a_yes_renews_and_says_so",
            "test_not_now_leaves_them_alone_for_three_months_and_ends_nothing",
        )
    },
    "after the call": {HOME: ("test_feedback_is_given_once_and_a_no_stops_that_activity",)},
    "your data": {
        DATA: (
            "test_the_page_shows_every_section_and_no_choice_made_beforehand",
            "test_a_wish_counts_at_once",
            "test_after_its_time_a_link_still_takes_back_as_long_as_they_agree_to_something",
        )
    },
}

ROWS = [
    pytest.param(where, what, id=row)
    for row, shown in (ARTICLES | PANELS).items()
    for where, tests in shown.items()
    for what in tests
]


@pytest.mark.once
@pytest.mark.parametrize(("where", "what"), ROWS)
def test_what_is_said_to_be_shown_is_tested(where, what):
    tree = ast.parse((TESTS / where).read_text())

    assert what in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.once
def test_no_row_is_empty():
    assert all(tests for shown in (ARTICLES | PANELS).values() for tests in (*shown.values(), shown))
