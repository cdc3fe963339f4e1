"""Who travels, and what every way costs them: profiles as TOML files, applied to a graph."""

from itinera.profile.load import builtin_profiles, load_profile
from itinera.profile.model import Profile
from itinera.profile.weigh import weigh
from itinera.profile.weighting import Weighting

__all__ = ["Profile", "Weighting", "builtin_profiles", "load_profile", "weigh"]
