"""One person's live sets: the session, the coach, and where their words go."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rich.console import Console

from formcheck.checks import Checks, settings_of
from formcheck.checks.arch import ArchSettings
from formcheck.coach.banner import Banner
from formcheck.coach.coach import CoachState
from formcheck.coach.coached_set import CoachedSet
from formcheck.coach.cue import Cue
from formcheck.coach.language import Language
from formcheck.coach.model_change import MODEL_NOTES, MODEL_SENTENCES
from formcheck.coach.set_summary import SetSummary
from formcheck.coach.sound import SoundThread
from formcheck.commands.analyze import print_report
from formcheck.commands.events import EventWriter
from formcheck.commands.keep import HistoryKeeper
from formcheck.commands.live_record import LiveRecording
from formcheck.errors import HistoryError
from formcheck.lumbar.reader import LumbarReader
from formcheck.outputs.two_looks import difference_lines, two_looks
from formcheck.pose.auto_model import ModelChange
from formcheck.pose.backend import PoseBackend
from formcheck.report import Analysis, RepItem, ReportData
from formcheck.session import Session, Snapshot
from formcheck.video.frame import Frame, SourceInfo

__all__ = ["LiveSet", "Outlets"]

_SUMMARY_S = 12.0
"""So long a set's summary stays on the window, unless a new set begins."""


@dataclass(frozen=True, slots=True)
class Outlets:
    """Where the words go.

    Parameters
    ----------
    events : EventWriter
    console : Console
    sound : SoundThread or None
        None is silent.
    recording : LiveRecording, optional
    history : HistoryKeeper, optional
        Left out, no set is kept.
    """

    events: EventWriter
    console: Console
    sound: SoundThread | None
    recording: LiveRecording | None = None
    history: HistoryKeeper | None = None

    def tell(self, sentence: str) -> None:
        """Print one sentence."""
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


class LiveSet:
    """Takes frames, counts, coaches; ends a set and begins the next.

    Parameters
    ----------
    backend : PoseBackend
        Opened already.
    exercise : str
        ``auto`` or a name.
    checks : Checks
    language : Language
        Of the cues.
    counted_down : bool
        Whether nothing counts before a count-down, as with a camera.
    outlets : Outlets
    lumbar : LumbarReader, optional
        Left out, nothing is told of the back.
    """

    def __init__(
        self,
        backend: PoseBackend,
        *,
        exercise: str,
        checks: Checks,
        language: Language,
        counted_down: bool,
        outlets: Outlets,
        lumbar: LumbarReader | None = None,
    ) -> None:
        self.arch = settings_of(checks, ArchSettings)
        """By which the back is judged, for whatever shows it."""
        self._language = language
        self._counted_down = counted_down
        self._outlets = outlets
        self._session = Session(
            backend,
            exercise=exercise,
            checks=checks,
            lumbar=lumbar,
            lumbar_every=2,
            waiting=counted_down,
        )
        self._set = CoachedSet(self._session, language, checks, counted_down=counted_down)
        self._summary: SetSummary | None = None
        self._summary_s = -math.inf
        self._time_s = 0.0
        self._lost = False
        self._model_note = ""
        self._state: CoachState | None = None
        self._paused = False

    @property
    def paused(self) -> bool:
        """Whether frames are not looked at for now."""
        return self._paused

    @property
    def banner(self) -> Banner:
        """What the window says below the picture."""
        sound = self._outlets.sound
        note = "muted" if sound is not None and sound.muted else ""
        if sound is None or sound.broken:
            note = "no sound"
        note = "   ".join(part for part in (note, self._model_note) if part)
        count = self._set.count
        for code, shown in (("camera_lost", self._lost), ("paused", self._paused)):
            if shown:
                return Banner(self._language.text("announce", code), "setup", count, note)
        summary = self._summary
        if summary is not None and self._time_s - self._summary_s < _SUMMARY_S:
            return Banner(summary.line, "announce", count, note, summary.card)
        if self._state is None:
            return Banner(count=count, note=note)
        return Banner(self._state.line, self._state.kind, count, note)

    @property
    def ended_banner(self) -> Banner:
        """What the window says when all is over: the last set's summary, if there was one."""
        summary = self._summary
        return Banner(summary.line, card=summary.card) if summary is not None else Banner()

    def step(self, frame: Frame, info: SourceInfo) -> Snapshot | None:
        """Take a frame of a source; return what is known now, None while paused."""
        self._time_s = frame.time_s
        recording = self._outlets.recording
        if recording is not None:
            recording.frame(frame)
        if self._paused:
            return None
        seen = self._set.step(frame)
        snapshot, state = seen.snapshot, seen.state
        self._state = state
        self._outlets.events.snapshot(snapshot)
        self._outlets.events.coach(snapshot.time_s, state)
        self._say(state.cues)
        self._print(snapshot.ended)
        if recording is not None and self._set.counting:
            recording.seen(frame.time_s, self._session.seen_since)
        if self._counted_down and seen.over:
            self._begin_anew(info)
        return snapshot

    def lost(self, lost: bool) -> None:
        """Tell that the camera was lost and is tried again, or that it is back; the set is kept."""
        self._lost = lost
        self._announce("camera_lost" if lost else "camera_back")
        self._outlets.tell("the camera is lost, trying again" if lost else "the camera is back")

    def model_changed(self, change: ModelChange) -> None:
        """Tell that the pose model keeps up no longer, and what was done about it."""
        self._model_note = MODEL_NOTES[change]
        self._announce(change)
        self._outlets.tell(MODEL_SENTENCES[change])

    def toggle_pause(self) -> None:
        """Look at no frame from now on, or go on."""
        self._paused = not self._paused
        self._announce("paused" if self._paused else "resumed")

    def toggle_mute(self) -> None:
        """Say nothing from now on, or speak again."""
        sound = self._outlets.sound
        if sound is None:
            return
        sound.mute(not sound.muted)
        self._announce("muted" if sound.muted else "unmuted")

    def restart(self, info: SourceInfo) -> None:
        """End this set and begin a new one."""
        self._begin_anew(info)
        self._announce("restarted")

    def _begin_anew(self, info: SourceInfo) -> None:
        self.end(info)
        self._set.begin_anew()
        self._state, self._paused = None, False

    def end(self, info: SourceInfo) -> Analysis:
        """End the set: tell what is still open, judge the whole again, and tell that too."""
        ended = self._set.end(info)
        for rep in ended.late:
            self._outlets.events.rep(self._time_s, rep)
        self._print(ended.late)
        final = ended.final
        if self._outlets.recording is not None:
            self._outlets.recording.end_set(final, ended.live)
        told = final.data.summary.model_dump(mode="json")
        self._outlets.events.set_end(self._time_s, len(ended.live), told)
        if ended.summary is not None:
            self._sum_up(ended.summary, final.data)
        print_report(final.data, self._outlets.console)
        for line in difference_lines(two_looks(ended.live, final.data.reps)):
            self._outlets.tell(line)
        return final

    def _sum_up(self, summary: SetSummary, data: ReportData) -> None:
        """Say and show what the set came to, and keep it in the history if that was asked for."""
        self._summary, self._summary_s = summary, self._time_s
        cue = Cue(self._time_s, "announce", "set_end", summary.line)
        self._outlets.events.cue(cue)
        self._say((cue,))
        if self._outlets.history is None:
            return
        try:
            self._outlets.history.add(data, self._outlets.console)
        except HistoryError as error:
            self._outlets.tell(f"formcheck: {error}")

    def _say(self, cues: tuple[Cue, ...]) -> None:
        if self._outlets.sound is not None:
            self._outlets.sound.say(cues)

    def _announce(self, code: str) -> None:
        cue = Cue(self._time_s, "announce", code, self._language.text("announce", code))
        self._outlets.events.cue(cue)
        self._say((cue,))

    def _print(self, ended: tuple[RepItem, ...]) -> None:
        for rep in ended:
            peak = "?" if rep.peak_hip_flexion_deg is None else f"{rep.peak_hip_flexion_deg:.0f}°"
            faults = ", ".join(rep.flagged) or "no fault seen"
            self._outlets.console.print(f"rep {rep.index}: {peak}, {faults}", highlight=False)
