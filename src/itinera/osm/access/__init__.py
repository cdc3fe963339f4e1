"""Who may pass, per direction, for foot and bicycle. `docs/access.md` tells the rules.

Plain tag dictionaries in, verdicts out; each verdict names the rule that decided
and the tags that it read, so that every decision can be explained.
"""

from itinera.osm.access.kinds import NODE_KEYS, WAY_KEYS, is_highway_like, is_routable_way
from itinera.osm.access.nodes import node_access
from itinera.osm.access.verdict import DatedRule, NodeAccess, Verdict, WayAccess
from itinera.osm.access.ways import way_access

__all__ = [
    "NODE_KEYS",
    "WAY_KEYS",
    "DatedRule",
    "NodeAccess",
    "Verdict",
    "WayAccess",
    "is_highway_like",
    "is_routable_way",
    "node_access",
    "way_access",
]
