"use strict";
/* What every script of the pages needs: elements, numbers in the page's language, a mark on the map. */
window.Itinera = (function () {
  var lang = document.documentElement.lang;

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text !== undefined) { made.textContent = text; }
    return made;
  }

  function number(value, decimals) {
    return value.toLocaleString(lang, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  function distance(metres) {
    if (metres < 995) { return number(metres < 20 ? metres : Math.round(metres / 10) * 10, 0) + "\u00a0m"; }
    return number(metres / 1000, metres < 1e5 ? 1 : 0) + "\u00a0km";
  }

  function duration(seconds) {
    var minutes = Math.round(seconds / 60), hours = Math.floor(minutes / 60), rest = minutes % 60;
    if (!hours) { return rest + "\u00a0min"; }
    return hours + "\u00a0h\u00a0" + (rest < 10 ? "0" : "") + rest;
  }

  function kilometre(metres) { return "km\u00a0" + number(metres / 1000, 1); }

  // A line of status: words, or what went wrong.
  function say(status, text, failed) {
    status.textContent = text;
    status.classList.toggle("failed", Boolean(failed));
  }

  // An error of the interface: what it means in the reader's language, its detail below.
  function fail(status, problems, body) {
    say(status, problems[body.code] || problems.error, true);
    status.append(element("small", { "class": "detail", lang: "en" }, [body.problem, body.remedy].join(" ").trim()));
  }

  // Returns a function that marks a [lat, lon] and goes there.
  function pointer(map, holder) {
    var mark = null;
    return function (place) {
      if (mark) { mark.remove(); mark = null; }
      if (!place) { return; }
      mark = L.circleMarker(place, { radius: 9, color: "#23262b", weight: 3, fillColor: "#ffd166", fillOpacity: 1, interactive: false }).addTo(map);
      map.setView(place, Math.max(map.getZoom(), 15));
      holder.scrollIntoView({ block: "nearest" });
    };
  }

  return { element: element, number: number, distance: distance, duration: duration, kilometre: kilometre, say: say, fail: fail, pointer: pointer };
})();
