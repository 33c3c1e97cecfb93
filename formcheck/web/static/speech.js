// Says cues by the browser's own voice. What was said last counts: what is stale already is left out.

const LONGEST_MS = 6000; // a voice that never tells its end must not silence the rest

export class Speech {
  #waiting = null;
  #speaking = false;

  constructor(language) {
    this.language = language;
    this.muted = !("speechSynthesis" in window);
  }

  get possible() { return "speechSynthesis" in window; }

  say(cues) {
    if (!cues.length || this.muted) return;
    this.#waiting = cues.map((cue) => cue.text).join(cues.length > 1 ? ". " : " ");
    if (!this.#speaking) this.#next();
  }

  mute(muted) {
    this.muted = muted;
    if (muted) this.stop();
  }

  stop() {
    this.#waiting = null;
    if (this.possible) speechSynthesis.cancel();
  }

  #next() {
    const text = this.#waiting;
    this.#waiting = null;
    if (text === null) return;
    const words = new SpeechSynthesisUtterance(text);
    words.lang = this.language;
    this.#speaking = true;
    const done = () => {
      clearTimeout(timer);
      if (!this.#speaking) return;
      this.#speaking = false;
      this.#next();
    };
    const timer = setTimeout(done, LONGEST_MS);
    words.onend = done;
    words.onerror = done;
    speechSynthesis.speak(words);
  }
}
