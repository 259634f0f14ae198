"""The tables, typed. What may be done with them is in ``app.services``."""

from app.db import Base
from app.models.collections import Collection, CollectionItem
from app.models.media import Job, Lease, Media, MediaText
from app.models.organisations import (
    Account,
    Agent,
    Community,
    CommunityGroup,
    CommunityMember,
    Grant,
    GroupMember,
    SignInFailure,
    Unit,
    UnitFormer,
)
from app.models.records import (
    AccessClass,
    Batch,
    BatchChange,
    Event,
    Record,
    RecordVersion,
    StoredManifest,
    UsedIdentifier,
    WorkingCopy,
)
from app.models.types import now

__all__ = [
    "AccessClass",
    "Account",
    "Agent",
    "Base",
    "Batch",
    "BatchChange",
    "Collection",
    "CollectionItem",
    "Community",
    "CommunityGroup",
    "CommunityMember",
    "Event",
    "Grant",
    "GroupMember",
    "Job",
    "Lease",
    "Media",
    "MediaText",
    "Record",
    "RecordVersion",
    "SignInFailure",
    "StoredManifest",
    "Unit",
    "UnitFormer",
    "UsedIdentifier",
    "WorkingCopy",
    "now",
]
