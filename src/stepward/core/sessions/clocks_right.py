"""Put right what was noted while the clock was off: once it agrees again, the other clock tells when it was.

A clock that is set back and then right again moves nothing: an instant that was noted in between lies after the anchor,
disagrees with it, and is told anew by the monotonic clock. What was noted before the anchor is left as it is, and while
the clocks differ nothing is put right.

Source: STEPWARD-SAFETY, H-20 to H-22.
"""

from dataclasses import replace as replaced

from stepward.core.sessions.changing import replace
from stepward.core.sessions.given import Given
from stepward.core.sessions.instants import MICROSECOND, SECOND, Instant, Stopwatch, disagreement
from stepward.core.sessions.session import Hold, Session


def put_right(session: Session, now: Instant) -> Session:
    """Tell the session with every running time counted from when it truly began; the same one if no clock was off."""
    anchor = session.clock_anchor
    if anchor is None or session.plan is None or not _agree(session, anchor, now):
        return session
    hold, given, observed = session.hold, session.given, session.observed
    if hold is not None:
        hold = _held(session, hold, anchor)
    if given.open_run is not None:
        given = _given(session, given, anchor)
    observed = _watch(session, observed, anchor)
    if hold is session.hold and given is session.given and observed is session.observed:
        return session
    return replace(session, hold=hold, given=given, observed=observed)


def _agree(session: Session, anchor: Instant, when: Instant) -> bool:
    """Tell whether both clocks say the same since the anchor."""
    return anchor.boot == when.boot and disagreement(anchor, when) <= session.order.settings.clock_difference * SECOND


def _instant(session: Session, instant: Instant, anchor: Instant) -> Instant:
    after = instant.monotonic - anchor.monotonic
    if instant.boot != anchor.boot or after <= 0 or _agree(session, anchor, instant):
        return instant
    return Instant(at=anchor.at + after * MICROSECOND, monotonic=instant.monotonic, boot=instant.boot)


def _watch(session: Session, watch: Stopwatch, anchor: Instant) -> Stopwatch:
    if watch.since is None:
        return watch
    since = _instant(session, watch.since, anchor)
    return watch if since is watch.since else replaced(watch, since=since)


def _held(session: Session, hold: Hold, anchor: Instant) -> Hold:
    since = _instant(session, hold.since, anchor)
    renewed = None if hold.renewed_at is None else _instant(session, hold.renewed_at, anchor)
    if since is hold.since and renewed is hold.renewed_at:
        return hold
    return replaced(hold, since=since, renewed_at=renewed)


def _given(session: Session, given: Given, anchor: Instant) -> Given:
    run = given.runs[-1]
    sure, unsure = _watch(session, run.sure, anchor), _watch(session, run.unsure, anchor)
    began = _instant(session, run.began, anchor)
    if sure is run.sure and unsure is run.unsure and began is run.began:
        return given
    return given.with_last(replaced(run, sure=sure, unsure=unsure, began=began))
