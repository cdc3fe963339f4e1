"use strict";
/* The list, sorted by how far each start is from where the reader is; nothing is sent anywhere. */
document.addEventListener("DOMContentLoaded", function () {
  var button = document.getElementById("near"), status = document.getElementById("near-status");
  var list = document.getElementById("cards");

  function say(text, failed) { Itinera.say(status, text, failed); }

  function unknown() {
    button.disabled = false;
    say(status.dataset.unknown, true);
  }

  function kilometres(metres) { return Itinera.number(metres / 1000, metres < 1e5 ? 1 : 0) + "\u00a0km"; }

  function tell(card, metres) {
    var away = card.querySelector(".away");
    if (!away) {
      away = document.createElement("p");
      away.className = "away";
      card.querySelector("h2").after(away);
    }
    away.textContent = status.dataset.away.replace("{0}", kilometres(metres));
  }

  function sort(found) {
    var me = L.latLng(found.coords.latitude, found.coords.longitude);
    var rows = Array.from(list.children).map(function (card) {
      return [me.distanceTo([Number(card.dataset.lat), Number(card.dataset.lon)]), card];
    });
    rows.sort(function (a, b) { return a[0] - b[0]; });
    rows.forEach(function (row) {
      tell(row[1], row[0]);
      list.append(row[1]);
    });
    button.disabled = false;
    say(status.dataset.done);
  }

  button.hidden = false;
  button.addEventListener("click", function () {
    if (!navigator.geolocation) { unknown(); return; }
    button.disabled = true;
    say(status.dataset.looking);
    navigator.geolocation.getCurrentPosition(sort, unknown, { maximumAge: 60000, timeout: 15000 });
  });
});
