"use strict";
/* Asking the interface for something that gets better while one waits.
 *
 * Itinera.ask(address, options, told) fetches an answer, whole or as a stream of lines, each a whole
 * answer that replaces the one before; a service that is starting or busy is asked again when it says.
 * `options`: wait_ms before it is sent, else as of fetch; `told`: answer(body, final), problem(body), waiting(seconds), lost(). Returns {abort}.
 */
Itinera.ask = function (address, options, told) {
  var STREAM = "application/x-ndjson", LONGEST_WAIT_S = 30;
  var control = new AbortController(), timer = null, over = false;

  function abort() {
    over = true;
    clearTimeout(timer);
    control.abort();
  }

  function send() {
    fetch(address, Object.assign({ signal: control.signal }, options)).then(function (answer) {
      if (answer.status === 503 || answer.status === 429) { return later(answer); }
      if (answer.ok && (answer.headers.get("Content-Type") || "").startsWith(STREAM)) { return lines(answer.body.getReader()); }
      return answer.json().then(function (body) {
        if (over) { return; }
        if (answer.ok) { told.answer(body, true); } else { told.problem(body); }
      });
    }).catch(function () { if (!over) { told.lost(); } });
  }

  // The service is starting or busy, and says when to ask again.
  function later(answer) {
    var seconds = Math.min(Number(answer.headers.get("Retry-After")) || 2, LONGEST_WAIT_S);
    if (over) { return; }
    told.waiting(seconds);
    timer = setTimeout(send, 1000 * seconds);
  }

  function lines(reader) {
    var decoder = new TextDecoder(), rest = "", ended = false;

    function heard(line) {
      if (!line.trim() || over) { return; }
      var body = JSON.parse(line);
      ended = body.final === true;
      if (body.event === "problem") { told.problem(body); } else { told.answer(body, ended); }
    }

    function next() {
      return reader.read().then(function (part) {
        if (over) { return undefined; }
        rest += part.done ? decoder.decode() + "\n" : decoder.decode(part.value, { stream: true });
        var whole = rest.split("\n");
        rest = whole.pop();
        whole.forEach(heard);
        if (!part.done) { return next(); }
        if (!ended && !over) { told.lost(); }
        return undefined;
      });
    }

    return next();
  }

  timer = setTimeout(send, options.wait_ms || 0);
  return { abort: abort };
};
