"""Who acts in which role: the registrations of actors that count, each judged by those before it.

Whoever wrote the first registration of the log founded it and may register everybody; every other
entry counts when its author holds a role that may write it, and nobody gives a role to oneself.
Before: claims of the `programme` stream. After: `programme.py` answers who holds which role when.
"""

from events.entry import Entry
from events.folds.claims import Claims, canonical
from events.folds.merge import begun, standing
from events.folds.rights import Roles, missing_right, people
from events.ids import ActorId
from events.types import ActorRegistered, Body, Role


def counted_registrations(claims: Claims) -> Claims:
    """The registrations that count, each judged by those the office had before it."""
    counted = Claims()
    ordered = sorted(
        claims.entries(ActorRegistered),
        key=lambda entry: (entry.position is None, entry.position or 0, canonical(entry)),
    )
    for entry in ordered:
        founded = people(entry) == {ordered[0].event.by}
        if founded or _may_register(entry, _roles_of(counted)):
            counted.add(entry)
    return counted


def _may_register(entry: Entry, roles: Roles) -> bool:
    """True when an entitled person registers another: nobody gives a role to oneself."""
    body = entry.event.body
    assert isinstance(body, ActorRegistered)
    is_another = body.actor not in people(entry)
    return is_another and missing_right(entry, ActorRegistered.spec.writers, roles) is None


def _roles_of(claims: Claims) -> Roles:
    return lambda actor, on: roles_in(claims, actor, on)


def roles_in(registered: Claims, actor: ActorId, on: str) -> frozenset[Role]:
    """The roles of an actor on a date; before the first registration, those of that one."""
    return frozenset(body.role for body in registrations_of(registered, actor, on))


def registrations_of(registered: Claims, actor: ActorId, on: str) -> list[ActorRegistered]:
    """The registrations of an actor that stand on a date, one for each role and region."""
    bucket = registered.of(ActorRegistered).get(actor)
    if bucket is None:
        return []
    if len(bucket) == 1:
        entries = [*bucket]
    else:
        first = bucket[0].event.on
        entries = [*standing(registered, ActorRegistered, begun(bucket, max(on, first)))]
    bodies = (entry.event.body for entry in entries)
    return [body for body in bodies if isinstance(body, ActorRegistered)]


def flag_of(entry: Entry, registered: Claims) -> str | None:
    """Why an entry of the programme does not count, judged by the registrations that do."""
    body: Body = entry.event.body
    if isinstance(body, ActorRegistered):
        held = registered.of(ActorRegistered).get(body.actor, ())
        return None if any(other.id == entry.id for other in held) else "role_not_allowed"
    return missing_right(entry, body.spec.writers, _roles_of(registered))
