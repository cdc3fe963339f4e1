"""Terrils: the path round the foot, ways up to it, spirals, steps, summits and closures."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from shapely import STRtree
from shapely.geometry import LineString

from itinera.maquette.chance import Dice
from itinera.maquette.frame import Strand
from itinera.maquette.kinds import SOLID, Ground, Kind
from itinera.maquette.rays import first_hit

if TYPE_CHECKING:
    from itinera.geodesy import FloatArray
    from itinera.maquette.heaps import Heap
    from itinera.maquette.sheet import Sheet

SPOKE_M = 1500.0
APART = 1.0  # radians between two ways up, at least
BURNING = {
    "access": "no",
    "note": "Closed since February 2023: the heap burns below ground",
    "source": "domain.md, section 7.3",
}
CONE_CLOSED = {"access": "no", "note": "Closed: the cone is not fitted out (T074)"}
TIP_CLOSED = {"access": "no", "note": "Stop at the belvedere: the tip must be preserved"}
ON_FOOT = {"foot": "designated", "bicycle": "no", "dog": "leashed"}


def foot_strands(found: list[Heap], strands: list[Strand], seed: int) -> list[Strand]:
    """Draw the paths round the terrils and three ways from each to what is near."""
    rings = [Strand(Kind.PATH, h.foot, h.round_name) for h in found if h.walkable]
    lines = [LineString(s.points) for s in (*strands, *rings)]
    solid = [s.kind in SOLID for s in (*strands, *rings)]
    tree = STRtree(lines)
    spokes: list[Strand] = []
    for heap in found:
        if heap.walkable:
            dice = Dice(seed, "spokes", heap.terril.number)
            spokes += _spokes(heap, tree, lines, solid, dice)
    return rings + spokes


def _spokes(
    heap: Heap, tree: STRtree, lines: list[LineString], solid: list[bool], dice: Dice
) -> list[Strand]:
    """Lead up to three ways outward, the shortest to what can be joined."""
    start = dice.between(0.0, 2.0)
    reached: list[tuple[float, float, FloatArray, FloatArray]] = []
    for k in range(10):
        angle = (start + k * 2.4) % (2 * math.pi)  # the golden angle spreads them evenly
        nearest = heap.foot[int(np.argmin(_turned(heap, angle)))]
        outward = nearest - (heap.x, heap.y)
        outward = outward / np.hypot(*outward)
        ray = LineString([nearest, nearest + outward * SPOKE_M])
        hit = first_hit(ray, tree, lines)
        if hit is not None and not solid[hit[0]]:
            reached.append((hit[1], angle, nearest, nearest + outward * hit[1]))
    found: list[Strand] = []
    taken: list[float] = []
    for metres, angle, near, far in sorted(reached, key=lambda r: r[:2]):
        gaps = [abs((angle - t + math.pi) % (2 * math.pi) - math.pi) for t in taken]
        if len(found) == 3 or any(gap < APART for gap in gaps):
            continue
        taken.append(angle)
        kind = Kind.TRACK if not found else Kind.PATH
        points = _swayed(near, far, metres, dice)
        found.append(Strand(kind, points, heap.round_name.replace("tour", "accès", 1)))
    return found


def _swayed(near: FloatArray, far: FloatArray, metres: float, dice: Dice) -> FloatArray:
    """Draw a gently winding line whose first and last metres are straight."""
    share = np.linspace(0.0, 1.0, max(2, int(metres / 45.0)))[:, None]
    aside = np.array([near[1] - far[1], far[0] - near[0]])
    swing = dice.about(0.05) * np.sin(math.pi * share) ** 2
    points: FloatArray = near + share * (far - near) + swing * aside
    return points


def _turned(heap: Heap, angle: float) -> FloatArray:
    """Return how far each point of the foot is from a direction, in radians."""
    bearing = np.arctan2(heap.foot[:, 1] - heap.y, heap.foot[:, 0] - heap.x)
    off: FloatArray = np.abs((bearing - angle + math.pi) % (2 * math.pi) - math.pi)
    return off


def climb_all(sheet: Sheet, found: list[Heap], seed: int) -> None:
    """Draw the paths on every walkable terril."""
    feet: dict[str, list[int]] = {}
    for line in sheet.lines:
        if line.name.startswith("Fictif tour d"):
            line.extra |= {"surface": "gravel"} if line.street % 2 else {}
            feet.setdefault(line.name, []).extend(line.nodes)
    for heap in found:
        foot = feet.get(heap.round_name)
        if foot and heap.walkable and not heap.is_lake:
            _Climb(sheet, heap, foot, Dice(seed, "climb", heap.terril.number)).draw()
    for line in sheet.lines:
        if line.name.endswith(" T075"):
            line.extra |= ON_FOOT


class _Climb:
    """Paths of one terril, drawn in polar coordinates of its (stretched) foot."""

    def __init__(self, sheet: Sheet, heap: Heap, foot: list[int], dice: Dice) -> None:
        self.sheet, self.heap, self.foot, self.dice = sheet, heap, foot, dice
        self.label = f"terril {heap.terril.number}"

    def draw(self) -> None:
        """Draw what suits the shape."""
        shape, number = self.heap.terril.shape, self.heap.terril.number
        if shape.startswith("Conique") or shape in ("Grand terril moderne", "Tronqué"):
            self._spiral()
        elif number == "T144":
            self._plateau(closed=True)
        elif shape == "Cavalier":
            self._crest()
        else:
            self._plateau(closed=False)

    def _at(self, r: float, phi: float) -> tuple[float, float]:
        """Return the place at a share of the radius and an angle."""
        heap = self.heap
        u, v = heap.radii[0] * r * math.cos(phi), heap.radii[1] * r * math.sin(phi)
        cos, sin = math.cos(heap.turn), math.sin(heap.turn)
        return heap.x + u * cos - v * sin, heap.y + u * sin + v * cos

    def _foot_near(self, phi: float) -> tuple[int, float]:
        """Return the node of the foot nearest to an angle, and its own angle."""
        best = min(self.foot, key=lambda n: (self._off(n, phi), n))
        return best, self._angle(best)

    def _angle(self, node: int) -> float:
        """Return the angle of a node in the coordinates of the foot."""
        heap = self.heap
        dx, dy = self.sheet.x[node] - heap.x, self.sheet.y[node] - heap.y
        cos, sin = math.cos(heap.turn), math.sin(heap.turn)
        u, v = dx * cos + dy * sin, -dx * sin + dy * cos
        return math.atan2(v / heap.radii[1], u / heap.radii[0])

    def _off(self, node: int, phi: float) -> float:
        """Return how far a node is from an angle, radians."""
        return abs((self._angle(node) - phi + math.pi) % (2 * math.pi) - math.pi)

    def _line(self, kind: Kind, nodes: list[int], name: str, extra: dict[str, str]) -> None:
        """Draw a path of the terril."""
        number = self.sheet.draw(kind, nodes, int(Ground.TERRIL))
        self.sheet.lines[number].name = f"Fictif {name} {self.label}"
        self.sheet.lines[number].extra = dict(extra)

    def _spiral(self) -> None:
        """Wind a path to the top, with steps straight up on taller heaps."""
        heap, dice = self.heap, self.dice
        turns = min(3, max(1, round(heap.height_m / 30.0)))
        per_turn = max(8, round(2 * math.pi * min(heap.radii) * 0.6 / 22.0))
        first, phi0 = self._foot_near(dice.between(-math.pi, math.pi))
        top = 0.45 if heap.terril.shape == "Tronqué" else 0.10
        count = turns * per_turn
        nodes = [first]
        for k in range(1, count + 1):
            r = 1.0 - (1.0 - top) * k / count
            nodes.append(self.sheet.node(*self._at(r * 0.96, phi0 + 2 * math.pi * k / per_turn)))
        summit = self.sheet.node(*self._at(0.0, 0.0))
        nodes.append(summit)
        self._way_up(nodes, per_turn)
        self._mark_summit(summit)
        if heap.height_m > 45.0 or heap.terril.number == "T002":
            self._steps(nodes, per_turn)

    def _way_up(self, nodes: list[int], per_turn: int) -> None:
        """Draw a spiral with the closures that are known."""
        number = self.heap.terril.number
        extra = {"surface": self.dice.pick(("gravel", "compacted", "ground", "schist")),
                 "incline": self.dice.pick(("10%", "12%", "14%", "8%")),
                 "mtb:scale": self.dice.pick(("1", "2", "1", "0"))}  # fmt: skip
        if number == "T074":
            extra |= CONE_CLOSED
        if number == "T074a":
            stop = len(nodes) - per_turn
            viewpoint = {"tourism": "viewpoint", "name": "Fictif belvédère du terril T074a"}
            self.sheet.node_tags[nodes[stop]] = viewpoint
            self._line(Kind.PATH, nodes[stop:], "sommet du", extra | TIP_CLOSED)
            nodes = nodes[: stop + 1]
        self._line(Kind.PATH, nodes, "montée du", extra)

    def _mark_summit(self, summit: int) -> None:
        """Put a peak (with no height: the map has no true relief)."""
        self.sheet.node_tags[summit] = {
            "natural": "peak",
            "name": f"Fictif sommet du {self.label}",
        }

    def _steps(self, spiral: list[int], per_turn: int) -> None:
        """Lead steps straight up through the turns of the spiral."""
        half = per_turn // 2
        crossings = [spiral[k] for k in range(half, len(spiral) - 1, per_turn)]
        if not crossings:
            return
        foot, _ = self._foot_near(self._angle(crossings[0]))
        nodes = [foot, *crossings, spiral[-1]]
        extra = {"highway": "steps", "incline": "up", "handrail": "yes"}
        if self.heap.terril.number == "T002":
            extra["step_count"] = "389"
        else:
            extra["step_count"] = str(int(self.heap.height_m * 4.2))
        if self.heap.terril.number in ("T074", "T074a"):
            return  # no stairs lead to what is closed
        self._line(Kind.STEPS, nodes, "escalier du", extra)

    def _plateau(self, *, closed: bool) -> None:
        """Draw a round on top, ramps to it and a way across."""
        count = max(12, round(2 * math.pi * 0.62 * sum(self.heap.radii) / 2 / 30.0))
        angles = [2 * math.pi * k / count for k in range(count)]
        turn = self.dice.between(0.0, 6.28)
        sway = [0.62 + 0.05 * math.sin(3.0 * a + turn) for a in angles]
        top = [self.sheet.node(*self._at(r, a)) for r, a in zip(sway, angles, strict=True)]
        half = count // 2
        burning = BURNING if closed else {}
        self._line(Kind.PATH, [*top[: half + 1]], "plateau du", burning)
        self._line(Kind.PATH, [*top[half:], top[0]], "plateau du", {})
        across = [self.sheet.node(*self._at(0.62 - 0.31 * k, 0.15)) for k in range(1, 4)]
        self._line(Kind.PATH, [top[0], *across, top[half]], "traversée du", burning)
        belvedere = {"tourism": "viewpoint", "name": f"Fictif belvédère du {self.label}"}
        self.sheet.node_tags[top[half]] = belvedere
        for k in (half + 1 + count // 6, count - 2):
            foot, _ = self._foot_near(angles[k % count] + 0.25)
            self._line(Kind.PATH, [foot, top[k % count]], "rampe du", {"incline": "16%"})
        if self.dice.chance(0.4):
            self._informal(top[half // 2])

    def _informal(self, top: int) -> None:
        """Draw the short cut that people have worn into a slope."""
        foot, _ = self._foot_near(self._angle(top))
        extra = {"informal": "yes", "trail_visibility": "bad", "sac_scale": "mountain_hiking",
                 "mtb:scale": "3", "surface": "gravel"}  # fmt: skip
        self._line(Kind.PATH, [foot, top], "raccourci du", extra)

    def _crest(self) -> None:
        """Draw a path along the crest of an embankment."""
        count = max(4, round(2 * self.heap.radii[0] / 45.0))
        a, _ = self._foot_near(math.pi)
        b, _ = self._foot_near(0.0)
        inner = []
        for k in range(1, count):
            share = 2.0 * k / count - 1.0
            inner.append(self.sheet.node(*self._at(abs(share), 0.0 if share > 0 else math.pi)))
        self._line(Kind.PATH, [a, *inner, b], "crête du", {"surface": "ground"})
        foot, _ = self._foot_near(1.4)
        self._line(Kind.STEPS, [foot, inner[len(inner) // 2]], "marches du", {})
