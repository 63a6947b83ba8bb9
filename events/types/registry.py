"""Every event type in catalogue order, and the one decoder that reads the lines of all of them.

What is here is final: a type is added at the end of its group, never renamed or taken away. Before:
the bodies of the modules beside this. After: `events/line.py` decodes with it, `events/schema.py`
derives command-line options and JSON Schema from it.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, Union

import msgspec

from events.types import acts, enterprises, office, people, plans, programme, support, surveys
from events.types.base import Body, Event, EventType

CATALOGUE: Final[tuple[type[Body], ...]] = (
    people.HouseholdRegistered,
    people.MemberAdded,
    people.MemberLeft,
    people.MemberDied,
    people.HeadChanged,
    people.IdentityVerified,
    people.AddressChanged,
    support.ProgrammeEnrolled,
    support.ComponentRecorded,
    support.CommitmentVerified,
    support.AssistanceReceived,
    support.HouseholdVisited,
    surveys.HousingSurveyed,
    surveys.LivelihoodSurveyed,
    surveys.WellbeingSurveyed,
    support.SessionAttended,
    plans.PlanAgreed,
    support.ReferralUpdated,
    plans.GraduationRequested,
    plans.GraduationProposed,
    plans.GraduationDecided,
    support.PayeeSet,
    plans.ConsentRecorded,
    plans.FamilyStatement,
    plans.NoteWritten,
    surveys.SurveyAnswered,
    enterprises.EnterpriseStarted,
    enterprises.PremisesRecorded,
    enterprises.WorkforceRecorded,
    enterprises.OrderReceived,
    enterprises.SalesReported,
    enterprises.CostsReported,
    enterprises.CapitalReceived,
    enterprises.MarketNoted,
    enterprises.ConstraintNoted,
    enterprises.LicenceObtained,
    enterprises.OperationChanged,
    enterprises.OwnershipChanged,
    acts.FactCorrected,
    acts.EventVoided,
    acts.ConflictResolved,
    acts.EntryReviewed,
    acts.CompanionAssigned,
    acts.HouseholdsMerged,
    acts.HouseholdsUnmerged,
    acts.HouseholdSplit,
    acts.ExitProposed,
    acts.ProgrammeExited,
    acts.PaymentOrdered,
    acts.PaymentReported,
    programme.ActorRegistered,
    programme.ParameterSet,
    programme.RuleSetPublished,
    programme.RegionChanged,
    programme.SurveyDefined,
    office.DeviceEnrolled,
    office.DeviceRevoked,
    office.ScopeChanged,
    office.PersonalRevealed,
    office.DataExported,
    office.ErasureApproved,
    office.ErasureDone,
    office.LegalHoldSet,
    office.LogRestored,
    office.DeviceForked,
    office.ReportAccepted,
)

REGISTRY: Final[Mapping[str, EventType]] = MappingProxyType(
    {body.type: body.spec for body in CATALOGUE}
)


def _event_type(spec: EventType) -> type[Event]:
    """The `Event` whose body is this type's, told from the others by the line's key `type`."""
    made = msgspec.defstruct(
        spec.body.__name__ + "Event",
        [("tv", Literal[spec.tv]), ("body", spec.body)],
        bases=(Event,),
        module=__name__,
        tag_field="type",
        tag=spec.name,
        frozen=True,
        kw_only=True,
        gc=False,
    )
    assert issubclass(made, Event)
    return made


EVENT_TYPES: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {name: _event_type(spec) for name, spec in REGISTRY.items()}
)

EVENTS_DECODER: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(
    Union[tuple(EVENT_TYPES.values())]  # noqa: UP007 - made at run time, no `|` can spell it
)
