"""`tito community`: what a person says of themselves, on their own machine."""

from __future__ import annotations

from tito.cli.lazy import Entry, LazyGroup

ENTRIES = {
    "join": Entry("tito.cli.community.join:command", "Write a profile, or change it; every field is optional."),
    "profile": Entry("tito.cli.community.profile:command", "Show what your profile says, and where it lies."),
    "stats": Entry("tito.cli.community.stats:command", "Your own counts: modules, checkpoints, checks, score."),
    "leave": Entry("tito.cli.community.leave:command", "Delete the profile."),
    "export": Entry("tito.cli.community.export:command", "Write a file that you may share."),
}

group = LazyGroup(
    name="community",
    entries=ENTRIES,
    help="A profile of your own, if you want one. It lies in .tinytorch/community.json; nothing leaves this machine.",
    epilog='Example: tito community join --name "Ada" --country "United Kingdom"',
)
