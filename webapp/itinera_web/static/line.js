"use strict";
/* A way as a line on the map, measured along itself.
 *
 * Itinera.line(points, length_m) takes [lat, lon] points and returns
 *   at[i]            metres from the start to each point, ending at the length of the way
 *   place(metres)    [lat, lon] there
 *   nearest(map, spot, most_px)   metres to where the line comes nearest to a point of the map's
 *                    layer, null where it stays further off than that
 *   forget()         after a zoom: where the points lie on the screen has changed
 */
Itinera.line = function (points, length) {
  var at = measured(), pixels = null;

  function measured() {
    var sums = [0];
    for (var i = 1; i < points.length; i++) { sums.push(sums[i - 1] + L.latLng(points[i - 1]).distanceTo(points[i])); }
    var scale = length / (sums[sums.length - 1] || 1);
    return sums.map(function (sum) { return sum * scale; });
  }

  function between(a, b, share) { return a + (b - a) * share; }

  function place(metres) {
    var i = Math.min(Itinera.rowOf(at, metres), at.length - 2), step = at[i + 1] - at[i];
    var share = step > 0 ? Math.min((metres - at[i]) / step, 1) : 0;
    return [between(points[i][0], points[i + 1][0], share), between(points[i][1], points[i + 1][1], share)];
  }

  function nearest(map, spot, most) {
    if (!pixels) { pixels = points.map(function (one) { return map.latLngToLayerPoint(one); }); }
    var best = most * most, found = null;
    for (var i = 0; i + 1 < pixels.length; i++) {
      var a = pixels[i], dx = pixels[i + 1].x - a.x, dy = pixels[i + 1].y - a.y, square = dx * dx + dy * dy;
      var share = square ? Math.min(Math.max(((spot.x - a.x) * dx + (spot.y - a.y) * dy) / square, 0), 1) : 0;
      var offX = spot.x - a.x - share * dx, offY = spot.y - a.y - share * dy, off = offX * offX + offY * offY;
      if (off < best) { best = off; found = between(at[i], at[i + 1], share); }
    }
    return found;
  }

  return { at: at, place: place, nearest: nearest, forget: function () { pixels = null; } };
};

// The last row of a sorted list that is not beyond a value.
Itinera.rowOf = function (sorted, value) {
  var low = 0, high = sorted.length - 1;
  while (low < high) {
    var middle = (low + high + 1) >> 1;
    if (sorted[middle] <= value) { low = middle; } else { high = middle - 1; }
  }
  return low;
};
