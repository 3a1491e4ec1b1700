"""Contacts, mails on their way out, and questions put to contacts."""

from backend.store.migrations.ddl import index, known, more_topics, table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    more_topics("contact", "mail")
    table(
        "contact",
        "id key, name word, area prose, mail prose, language word, fallback_id ref? contact, active flag,"
        "made_at micros",
    )
    index("contact_name", "contact", "name", unique=True, where="active")
    questions()
    mails()


def questions() -> None:
    table(
        "case_question",
        "id key, case_id ref case_file, contact_id ref contact, member_id ref member, question prose, named flag =no,"
        "token word, asked_at micros, turn_at micros, deadline micros, reminded_at micros?, passed_at micros?,"
        "passed_to ref? contact, late_at micros?, lost_at micros?, answered_at micros?, withdrawn_at micros?",
    )
    index("case_question_token", "case_question", "token", unique=True)
    index("case_question_case", "case_question", "case_id id")
    index("case_question_open", "case_question", "id", where="answered_at IS NULL AND withdrawn_at IS NULL")
    table(
        "question_quote",
        "question_id ref case_question, comment_id ref comment, excerpt prose",
        key="question_id comment_id",
    )
    index("question_quote_comment", "question_quote", "comment_id")
    table(
        "question_answer",
        "id key, question_id ref case_question, kind word, proven flag =no, sender prose, message_key word, text prose,"
        "whole prose, attached int =0, written_at micros, taken_at micros, accepted_by ref? member",
        known("question_answer_kind_known", "kind answer auto bounce"),
    )
    index("question_answer_once", "question_answer", "question_id message_key", unique=True)


def mails() -> None:
    table(
        "mail_out",
        "id key, to_address prose, subject prose, body prose, message_id word, in_reply_to prose, about word, ref wide,"
        "state word, attempts int =0, doubts int =0, tries int =0, not_before micros, created_at micros,"
        "sent_at micros?, lease_until micros?, code prose, params prose ={}",
        known("mail_out_about_known", "about question reminder fallback withdrawn digest alert"),
        known("mail_out_state_known", "state queued sending sent failed unknown"),
    )
    index("mail_out_message", "mail_out", "message_id", unique=True)
    index("mail_out_due", "mail_out", "not_before", where="state IN ('queued', 'sending', 'unknown')")
    index("mail_out_about", "mail_out", "ref about")
    table("mail_spot", "name word, value prose", key="name")
