"""Who may make which move and record which fact: one predicate a relation, one rule a step.

Every rule takes (post, object). Recording for another (代录) asks `record_for_others` instead of the rule of
the step; what a post may see is `queries/visibility.py`.
"""

import re

import rules

from cppcc.accounts.models import Role
from proposals.models import ISSUED_REPLY, Channel, Docket, PlenarySession, Proposal, Proposer
from proposals.models.policy import ExtensionApprover
from proposals.models.proposer import PROPOSING


def case_of(thing):
    """Return the proposal that `thing` is, or belongs to."""
    while not isinstance(thing, Proposal):
        thing = getattr(thing, "assignment", None) or thing.proposal
    return thing


def is_about_a_case(thing):
    """Say whether `thing` is a case or belongs to one; a session and its policy are not."""
    return isinstance(thing, Proposal) or hasattr(thing, "assignment") or hasattr(thing, "proposal")


def plenary_session_of(thing):
    """Return the plenary session that `thing` (a case, a part of one, a policy, a list entry) is, or belongs to."""
    if isinstance(thing, PlenarySession):
        return thing
    return getattr(thing, "plenary_session", None) or case_of(thing).plenary_session


def first_day_of(thing):
    """Return the first day on which anything can have happened to a case or a part of one; None for other things."""
    return case_of(thing).plenary_session.first_day if is_about_a_case(thing) else None


@rules.predicate
def is_clerk(post, thing):
    """A clerk of the committee whose session it is; a clerk without a body serves every committee."""
    return post.role == Role.CLERK and _serves(post, plenary_session_of(thing))


@rules.predicate
def is_clerk_of_the_site(post, thing):
    """A clerk, for what belongs to no session: the calendar."""
    return post.role == Role.CLERK


@rules.predicate
def is_some_clerk(post, thing):
    """A clerk of the session given, or (None) of any."""
    return post.role == Role.CLERK and (thing is None or _serves(post, plenary_session_of(thing)))


@rules.predicate
def is_assigning_office(post, thing):
    """An officer of a body that hands proposals over in this session (交办单位)."""
    if post.role != Role.OFFICE:
        return False
    return post.organisation_id is None or plenary_session_of(thing).pk in _sessions_handed_over_by(post)


@rules.predicate
def grants_time(post, thing):
    """A clerk, or an officer of the assigning office: whom the policy of the session lets rule on more time (延期审批)."""
    approver = plenary_session_of(thing).policy.extension_approver
    return (is_clerk if approver == ExtensionApprover.COMMITTEE else is_assigning_office)(post, thing)


@rules.predicate
def is_leader(post, thing):
    """A leader of the committee whose session it is."""
    return post.role == Role.LEADER and _serves(post, plenary_session_of(thing))


@rules.predicate
def acts_for_the_unit(post, thing):
    """An officer of the unit whose task, reply or consultation it is."""
    task = getattr(thing, "assignment", None) or thing
    return post.role == Role.OFFICER and post.organisation_id == task.unit_id is not None


@rules.predicate
def acts_for_a_unit_in_charge(post, thing):
    """An officer of a unit that owes the proposer the reply on this case."""
    return post.role == Role.OFFICER and any(
        task.unit_id == post.organisation_id for task in case_of(thing).tasks_owing_reply()
    )


@rules.predicate
def acts_for_a_helping_unit(post, thing):
    """An officer of a co-handling unit of this case."""
    return post.role == Role.OFFICER and any(
        task.unit_id == post.organisation_id and not task.owes_reply()
        for task in case_of(thing).tasks_at_hand()
    )


@rules.predicate
def acts_for_any_unit(post, thing):
    """An officer of a unit, who checks its own report."""
    return post.role == Role.OFFICER


@rules.predicate
def is_first_proposer(post, thing):
    """The first proposer, or the contact of the collective that is."""
    return _puts(post, case_of(thing), Proposer.Role.FIRST)


@rules.predicate
def is_proposer(post, thing):
    """One of the proposers of the case or of a case merged into it; seconders are not."""
    return _puts(post, case_of(thing), Proposer.Role.FIRST, Proposer.Role.COSIGNER, with_absorbed=True)


@rules.predicate
def is_not_examined_yet(_post, thing):
    """The case is with its writer or awaits its examination: the text is still the proposer's to change."""
    return case_of(thing).state in ("DRAFT", "RETURNED", "SUBMITTED")


@rules.predicate
def is_named_proposer(post, thing):
    """Anybody named on the case, seconders too."""
    return _puts(post, case_of(thing), *Proposer.Role)


@rules.predicate
def is_that_proposer(post, proposer):
    """The proposer himself, or the contact of the collective that it is: nobody answers for another."""
    return proposer.is_spoken_for_by(post)


@rules.predicate
def may_propose(post, thing):
    """A member or a contact: they write proposals of their own."""
    return post.role in PROPOSING


@rules.predicate
def is_no_proposal(post, thing):
    """A case of another docket: the committee registers it itself."""
    return case_of(thing).docket != Docket.PROPOSAL


@rules.predicate
def acts_for_the_selected_unit(post, selection):
    """An officer of the one unit that a list is made for."""
    return post.role == Role.OFFICER and post.organisation_id == getattr(selection.unit, "pk", 0)


@rules.predicate
def reply_is_out(post, reply):
    """The reply is signed and out: before that it is its writers' business."""
    return reply.state in ISSUED_REPLY


@rules.predicate
def added_it(post, paper):
    """Who added the paper, in that very post."""
    return paper.recorded_by_id == post.pk


@rules.predicate
def is_system(post, thing):
    """The system following up."""
    return post.role == Role.SYSTEM


def _sessions_handed_over_by(post):
    """Return the ids of the sessions in which the post's body is a channel, read once for a post at hand."""
    if not hasattr(post, "handed_over_sessions"):
        channels = Channel.objects.filter(office=post.organisation_id)
        post.handed_over_sessions = frozenset(channels.values_list("plenary_session", flat=True))
    return post.handed_over_sessions


def _serves(post, plenary_session):
    return post.organisation_id in (None, plenary_session.term.committee.organisation_id)


def _puts(post, case, *roles, with_absorbed=False):
    """Say whether the post's person or body is among those who put `case`, or a case merged into it, in `roles`.

    Read from what is prefetched where that is so, else asked of the database for this one post.
    """
    if post.role not in PROPOSING:
        return False
    if case.has_prefetched("proposers"):
        cases = [case, *(case.absorbed_cases() if with_absorbed else ())]
        signed = [each for one in cases for each in one.proposers.all()]
        return any(each.role in roles and each.is_spoken_for_by(post) for each in signed)
    signed = case.all_proposers() if with_absorbed else case.proposers
    return signed.of(post).filter(role__in=roles).exists()


committee = is_clerk | is_system
steering = is_clerk | is_assigning_office | is_system
unit = acts_for_the_unit | is_system

RULES = {
    "record_for_others": steering,
    # a session as a whole
    "check_plenarysession": is_clerk | is_assigning_office | is_leader | acts_for_any_unit | is_system,
    "oversee_plenarysession": steering | is_leader,
    "settle_plenarysession": is_clerk,
    "enrol_plenarysession": is_clerk,
    "correct_policy": is_clerk,
    "correct_plenarysession": is_clerk,
    "import_plenarysession": committee,
    # moves of a proposal
    "draft_proposal": may_propose | is_clerk,
    "submit_proposal": is_first_proposer | (is_clerk & is_no_proposal) | is_system,
    "recall_proposal": is_first_proposer,
    "return_for_revision_proposal": committee,
    "file_proposal": committee,
    "decline_proposal": committee,
    "reconsider_proposal": committee,
    "merge_proposal": committee,
    "unmerge_proposal": committee,
    "withdraw_proposal": committee,
    "propose_proposal": steering,
    "assign_proposal": steering,
    "unassign_proposal": is_system,
    "consult_proposal": is_system,
    "reply_proposal": is_system,
    "resume_proposal": is_system,
    "conclude_proposal": steering,
    # facts of a proposal
    "amend_proposal": (is_first_proposer & is_not_examined_yet) | is_clerk,
    "cosign_proposal": is_named_proposer,
    "invite_proposal": is_first_proposer,
    "uninvite_proposal": is_first_proposer,
    "turn_down_proposal": is_named_proposer,
    "cosign_proposer": is_that_proposer,
    "uninvite_proposer": is_first_proposer,
    "turn_down_proposer": is_that_proposer,
    "speak_for_proposer": is_that_proposer | is_system,
    "split_proposal": committee,
    "notify_decline_proposal": committee,
    "notify_decline_examination": committee,
    "follow_up_proposal": committee,
    "mark_proposal": steering,
    "instruct_proposal": steering | is_leader,
    "attach_proposal": steering | is_named_proposer | acts_for_a_unit_in_charge | acts_for_a_helping_unit,
    "take_off_attachment": steering | added_it,
    "adopt_suggestion": steering | acts_for_a_unit_in_charge,
    # moves of an assignment
    "issue_assignment": steering,
    "accept_assignment": unit,
    "request_hand_back_assignment": unit,
    "withdraw_hand_back_assignment": unit,
    "withdraw_handback": unit,
    "grant_hand_back_assignment": is_assigning_office | is_system,
    "refuse_hand_back_assignment": is_assigning_office | is_system,
    "consult_assignment": unit,
    "give_opinion_assignment": unit,
    "return_opinion_assignment": acts_for_a_unit_in_charge,
    "reply_assignment": unit,
    "reopen_assignment": committee,
    "conclude_assignment": steering,
    "remove_assignment": steering,
    # facts of an assignment
    "respond_proposedunit": acts_for_the_unit,
    "change_part_assignment": steering,
    "take_over_assignment": steering,
    "log_consultation_assignment": unit,
    "explain_no_consultation_assignment": unit,
    "confirm_consultation": is_proposer,
    "request_extension_assignment": unit,
    "rule_on_extension_assignment": grants_time | is_system,
    "request_join_assignment": unit,
    "rule_on_joinrequest": steering,
    "rule_on_handback": is_assigning_office | is_system,
    "rule_on_extension": grants_time | is_system,
    "remind_assignment": steering | (acts_for_a_unit_in_charge & ~acts_for_the_unit),
    "request_pause_assignment": unit,
    "rule_on_pause_assignment": grants_time | is_system,
    "rule_on_clockpause": grants_time | is_system,
    "resume_clock_assignment": unit | steering,
    "end_clockpause": unit | steering,
    "reschedule_assignment": is_system,
    "reschedule_reply": is_system,
    "reschedule": is_some_clerk,
    "receive_reminder": unit | steering,
    "supervise_proposal": steering | is_leader,
    "break_down_keysupervision": steering | is_leader,
    "log_activity_keysupervision": steering | is_leader,
    "close_keysupervision": steering | is_leader,
    "report_supervisiontask": steering | is_leader | acts_for_a_unit_in_charge | acts_for_a_helping_unit,
    "promise_assignment": unit | steering,
    "report_commitment": unit | steering,
    "request_change_commitment": unit,
    "rule_on_commitment": committee,
    "rule_on_commitmentprogress": committee,
    "reply_further_assignment": unit,
    "open_lookback": committee,
    "find_lookbackfinding": steering,
    "issue_bulletin": is_clerk,
    "keep_readers": is_clerk,
    "place_assignment": unit,
    "rate_assignment": is_proposer,
    "explain_feedback": committee,
    "release_feedback": committee,
    "release_ratings_assignment": committee,
    "publish_assignment": unit | is_clerk,
    # reply
    "draft_reply": unit,
    "submit_reply": unit,
    "approve_reply": unit,
    "begin_countersigning_reply": unit,
    "countersign_reply": acts_for_a_helping_unit,
    "check_reply": is_assigning_office | is_system,
    "send_back_reply": unit | is_assigning_office,
    "show_reply": unit,
    "issue_reply": unit,
    "deliver_reply": unit,
    "disclose_reply": unit,
    # papers
    "print_case_paper": steering
    | is_leader
    | is_named_proposer
    | acts_for_a_unit_in_charge
    | acts_for_a_helping_unit,
    "print_case_file": steering | is_leader,
    "print_task_paper": steering | is_leader | acts_for_the_unit,
    "print_feedback_form": steering | is_leader | acts_for_the_unit | is_proposer,
    "print_reply": steering | is_leader | acts_for_the_unit | (is_proposer & reply_is_out),
    "print_list": steering | is_leader | acts_for_the_selected_unit,
}

CORRECTABLE = (
    "proposal",
    "proposer",
    "examination",
    "assignment",
    "consultation",
    "reply",
    "cohandlingopinion",
    "feedback",
    "followup",
)

RELATIONS = {
    "is_clerk": {Role.CLERK},
    "is_assigning_office": {Role.OFFICE},
    "grants_time": {Role.CLERK, Role.OFFICE},
    "is_leader": {Role.LEADER},
    "acts_for_the_unit": {Role.OFFICER},
    "acts_for_a_unit_in_charge": {Role.OFFICER},
    "acts_for_a_helping_unit": {Role.OFFICER},
    "is_first_proposer": {Role.MEMBER, Role.CONTACT},
    "is_proposer": {Role.MEMBER, Role.CONTACT},
    "is_named_proposer": {Role.MEMBER, Role.CONTACT},
    "may_propose": {Role.MEMBER, Role.CONTACT},
    "is_system": {Role.SYSTEM},
    "is_clerk_of_the_site": {Role.CLERK},
    "is_some_clerk": {Role.CLERK},
    "acts_for_any_unit": {Role.OFFICER},
    "acts_for_the_selected_unit": {Role.OFFICER},
    "is_that_proposer": {Role.MEMBER, Role.CONTACT},
    "added_it": {Role.MEMBER, Role.CONTACT, Role.OFFICER},
    "is_no_proposal": set(),
    "is_not_examined_yet": set(),
    "reply_is_out": set(),
}


def roles_of(permission):
    """Return the roles that can stand in a relation which the rule of `permission` asks for."""
    return ROLES[permission.removeprefix("proposals.")]


def _roles_in(rule):
    """Read the roles from the rule itself; a relation that RELATIONS lacks stops the start."""
    return frozenset().union(*(RELATIONS[relation] for relation in re.findall(r"\w+", rule.name)))


ROLES = {name: _roles_in(rule) for name, rule in RULES.items()}

for name, rule in RULES.items():
    rules.add_perm(f"proposals.{name}", rule)
rules.add_perm("workflows.enter_holiday", is_clerk_of_the_site)
for model in CORRECTABLE:
    rules.add_perm(f"proposals.correct_{model}", steering)
