"""A verdict follows from what changed: the same words with another label get another verdict."""

from akkoord.evaluation.judging import Verdict
from tests.evaluation.conftest import Says


async def test_an_act_on_the_right_week_is_right(says: Says) -> None:
    heard = await says("akkoord", "approve_hours")
    assert heard.judgement.verdict is Verdict.ACTED_RIGHT
    assert heard.judgement.why == "4 days approved"
    assert heard.judgement.extra == 0


async def test_the_same_act_is_wrong_when_another_student_was_meant(says: Says) -> None:
    heard = await says("akkoord", "approve_hours", slots={"students": ["Lotte"], "weeks": [47]})
    assert heard.judgement.verdict is Verdict.ACTED_WRONG


async def test_the_same_act_is_wrong_on_a_line_that_may_not_act(says: Says) -> None:
    heard = await says("akkoord", "clarify", must_not_act=True)
    assert heard.judgement.verdict is Verdict.ACTED_WRONG


async def test_the_same_act_is_wrong_where_only_a_look_was_asked_for(says: Says) -> None:
    assert (await says("akkoord", "list_open")).judgement.verdict is Verdict.ACTED_WRONG


async def test_the_same_act_is_wrong_for_a_wish_whose_feature_does_not_exist(says: Says) -> None:
    assert (await says("akkoord", "create_vacancy")).judgement.verdict is Verdict.ACTED_WRONG


async def test_an_act_that_does_less_than_asked_is_not_right_and_not_wrong(says: Says) -> None:
    heard = await says("akkoord", "approve_hours", slots={"scope": "all"})
    assert heard.judgement.verdict is Verdict.MISSED
    assert heard.judgement.why == "only a part was done: 4 days approved"


async def test_other_hours_than_were_meant_are_wrong(says: Says) -> None:
    words, meant = "Milan vrijdag was 5", [{"day": "vr", "hours": 5}]
    right = await says(words, "request_correction", slots={"students": ["Milan"], "days": meant})
    assert right.judgement.verdict in {Verdict.ACTED_RIGHT, Verdict.PROPOSED_RIGHT}
    other = await says(words, "request_correction", slots={"students": ["Milan"], "days": [{"day": "vr", "hours": 4}]})
    assert other.judgement.verdict in {Verdict.ACTED_WRONG, Verdict.PROPOSED_WRONG}


async def test_a_yes_is_really_pressed_to_see_whether_a_proposal_is_right(says: Says) -> None:
    words = "Milam akkoord"
    right = await says(words, "approve_hours", slots={"students": ["Milan"]})
    assert right.judgement.verdict in {Verdict.PROPOSED_RIGHT, Verdict.ASKED}
    assert right.judgement.why.endswith("does it: 4 days approved")
    assert right.judgement.extra > 0
    wrong = await says(words, "approve_hours", slots={"students": ["Lotte"], "weeks": [46]})
    assert wrong.judgement.verdict in {Verdict.PROPOSED_WRONG, Verdict.MISSED}


async def test_a_proposal_to_act_is_wrong_on_a_line_that_may_not_act(says: Says) -> None:
    heard = await says("alles behalve vrijdag", "clarify", must_not_act=True)
    assert heard.judgement.verdict is Verdict.PROPOSED_WRONG


async def test_each_choice_of_a_question_is_really_pressed(says: Says) -> None:
    slots = {"students": ["Lotte"], "weeks": [46], "days": [{"day": "ma"}]}
    heard = await says("Lotte maandag terug", "request_correction", slots=slots)
    assert heard.judgement.verdict is Verdict.ASKED
    assert 0 < heard.judgement.extra <= 2


async def test_an_ambiguous_day_is_only_right_after_a_question(says: Says) -> None:
    slots = {"students": ["Lotte"], "days": [{"day": "ma"}]}
    heard = await says("Lotte maandag terug", "request_correction", slots=slots)
    assert heard.judgement.verdict is Verdict.ASKED


async def test_by_mail_a_yes_is_written_in_answer(says: Says) -> None:
    slots = {"to": "Teun Molenaar", "from": "2026-11-30", "until": "2026-12-04"}
    heard = await says("Teun vervangt mij van 30 november tot 4 december", "delegate", channel="email", slots=slots)
    assert heard.judgement.verdict is Verdict.ACTED_RIGHT
    assert heard.judgement.why == "waits for the yes that is always asked: stand_in"
    other = await says(
        "Teun vervangt mij van 30 november tot 4 december", "delegate", slots={**slots, "until": "2026-12-05"}
    )
    assert other.judgement.verdict is Verdict.PROPOSED_WRONG


async def test_a_wish_that_lacks_something_and_is_asked_for_it_is_answered_right(says: Says) -> None:
    slots = {"to": "Teun Molenaar"}
    heard = await says("Teun vervangt mij", "delegate", slots=slots)
    assert heard.judgement.verdict is Verdict.ANSWERED_RIGHT
    assert heard.judgement.why.startswith("the wish is kept and asked further")


async def test_a_student_answers_what_came_back_with_the_hours_that_are_right(says: Says) -> None:
    meant = {"days": [{"date": "2026-11-20", "hours": 5}]}
    heard = await says("vr 5", "log_hours", number=100, slots=meant)
    assert heard.judgement.verdict is Verdict.ACTED_RIGHT
    assert heard.judgement.why == "1 day approved"
    other = await says("vr 4", "log_hours", number=101, channel="email", slots=meant)
    assert other.judgement.verdict in {Verdict.ACTED_WRONG, Verdict.PROPOSED_WRONG}


async def test_whatever_the_last_step_changed_is_what_an_undo_takes_back(says: Says) -> None:
    heard = await says("oeps", "undo", number=102)
    assert heard.judgement.verdict is Verdict.ACTED_RIGHT
    assert heard.judgement.why == "1 day gone"
    nothing = await says("oeps", "undo")
    assert nothing.judgement.verdict is Verdict.ANSWERED_RIGHT


async def test_one_of_several_readings_of_each_part_is_enough_for_a_message_with_several(says: Says) -> None:
    shown = {"intent": "approve_hours", "slots": {"scope": "all"}}
    heard = await says("alles akkoord", "multi", number=3, slots={"actions": [shown]})
    assert heard.judgement.verdict is Verdict.ACTED_RIGHT


async def test_a_look_up_must_name_what_was_asked_after(says: Says) -> None:
    words = "toon week 47 van Milan"
    right = await says(words, "show_hours", slots={"students": ["Milan"], "weeks": [47]})
    assert right.judgement.verdict is Verdict.ANSWERED_RIGHT
    other = await says(words, "show_hours", slots={"students": ["Lotte"], "weeks": [46]})
    assert other.judgement.verdict is Verdict.MISSED


async def test_ones_own_wish_may_follow_from_a_line_that_may_not_act_and_is_wrong_unasked(says: Says) -> None:
    words = "voortaan alleen per mail"
    assert (await says(words, "set_preference", slots={"channel": "email"})).judgement.verdict is Verdict.ACTED_RIGHT
    assert (await says(words, "set_preference", slots={"channel": "telegram"})).judgement.verdict is Verdict.ACTED_WRONG
    assert (await says(words, "list_open")).judgement.verdict is Verdict.ACTED_WRONG
    assert (await says(words, "hold", must_not_act=True)).judgement.verdict is Verdict.MISSED


async def test_word_to_somebody_else_is_wrong_on_a_line_that_may_not_act(says: Says) -> None:
    heard = await says("datalek: een lijst ging naar de verkeerde", "clarify", must_not_act=True)
    assert heard.judgement.verdict is Verdict.ACTED_WRONG
    meant = await says("datalek: een lijst ging naar de verkeerde", "report_data_breach")
    assert meant.judgement.verdict is Verdict.ACTED_RIGHT


async def test_automatic_mail_must_get_no_answer(says: Says) -> None:
    heard = await says("akkoord wat een week", "ignore_automatic", must_not_act=True, channel="email")
    assert heard.judgement.verdict is Verdict.MISSED
    assert heard.judgement.why.startswith("automatic mail was answered")


async def test_every_part_of_a_message_with_several_must_be_right(says: Says) -> None:
    words = "Milan akkoord, Lotte week 46 maandag terug"
    approve = {"intent": "approve_hours", "slots": {"students": ["Milan"]}}
    back = {"intent": "request_correction", "slots": {"students": ["Lotte"], "weeks": [46], "days": [{"day": "ma"}]}}
    both = await says(words, "multi", slots={"actions": [approve, back]})
    assert both.judgement.verdict is Verdict.ACTED_RIGHT
    held = {"intent": "hold", "slots": {"students": ["Lotte"]}}
    assert (await says(words, "multi", slots={"actions": [approve, held]})).judgement.verdict is Verdict.ACTED_WRONG
