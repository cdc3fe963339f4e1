"use strict";
/* What a page does beyond showing: an instruction of the list moves the map to its place. */
document.addEventListener("DOMContentLoaded", function () {
  var holder = document.querySelector("[data-map]");
  if (!holder || !window[holder.dataset.map]) { return; }
  var map = window[holder.dataset.map], mark = null;
  map.scrollWheelZoom.disable();
  map.on("focus click", function () { map.scrollWheelZoom.enable(); });
  document.querySelectorAll("button[data-lat]").forEach(function (button) {
    button.addEventListener("click", function () {
      var place = [Number(button.dataset.lat), Number(button.dataset.lon)];
      if (mark) { mark.remove(); }
      mark = L.circleMarker(place, { radius: 9, color: "#23262b", weight: 3, fillColor: "#ffd166", fillOpacity: 1 }).addTo(map);
      map.setView(place, Math.max(map.getZoom(), 15));
      holder.scrollIntoView({ block: "nearest" });
    });
  });
});
