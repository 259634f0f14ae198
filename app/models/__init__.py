"""The tables, typed. What may be done with them is in ``app.services``."""

from app.db import Base
from app.models.activities import Activity
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
from app.models.rules import HouseRule
from app.models.stewardship import Approval, Naming, TakedownRequest
from app.models.types import now

__all__ = [
    "AccessClass",
    "Account",
    "Activity",
    "Agent",
    "Approval",
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
    "HouseRule",
    "Job",
    "Lease",
    "Media",
    "MediaText",
    "Naming",
    "Record",
    "RecordVersion",
    "SignInFailure",
    "StoredManifest",
    "TakedownRequest",
    "Unit",
    "UnitFormer",
    "UsedIdentifier",
    "WorkingCopy",
    "now",
]
