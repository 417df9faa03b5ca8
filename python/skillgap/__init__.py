"""Where do I fit, what is missing, and what do I do about it: for one person, and for any number.

>>> import skillgap
>>> model = skillgap.Model.load()
>>> best = model.match({"Linux": 4, "Bash": 3, "VMware": None}, top=1)["matches"][0]
>>> best["role_id"] in {role["id"] for role in model.roles()["roles"]}
True

Everything runs on this machine; nothing is sent anywhere. The answers are those of the command ``skillgap``.
"""

from ._native import __version__
from .errors import (
    CatalogError,
    FileError,
    Finding,
    InputError,
    ModelError,
    NoSolution,
    ParameterError,
    ProfileWarning,
    SkillgapError,
    UnknownRole,
)
from .model import Model
from .tables import Counts, Results, result_schema

__all__ = [
    "CatalogError",
    "Counts",
    "FileError",
    "Finding",
    "InputError",
    "Model",
    "ModelError",
    "NoSolution",
    "ParameterError",
    "ProfileWarning",
    "Results",
    "SkillgapError",
    "UnknownRole",
    "__version__",
    "result_schema",
]
