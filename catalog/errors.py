"""The errors that people see, each with a code for programs and a sentence for people. They stand where they arise.

* ShortlistError
  + StoreError            bad_snapshot: the figures cannot be read      catalog/store.py
    - NoSnapshotError     no_snapshot
    - NewerSnapshotError  newer_snapshot: of a newer version of Shortlist
    - UnknownDomainError  unknown_domain                                catalog/ability/explain.py
    - UnknownModelError   unknown_model                                 catalog/identity/index.py
  + CuratedError          bad_curated_table                             here
  + NeedError             bad_need                                      catalog/decide/need.py
  + WorkloadError         bad_workload                                  catalog/pricing/workload.py
  + HostingError          bad_hosting                                   catalog/hosting/plans.py
  + VariantError          bad_variants                                  catalog/variants/recommend.py
  + UnknownSystemError    unknown_system                                catalog/openness/criteria.py
  + ReportError           bad_report                                    reports/files.py
  + PictureError          no_picture                                    views/export/chromium.py
  + EtlError              etl: with branches of its own                 etl/errors.py
"""

from typing import ClassVar


class ShortlistError(Exception):
    """Base class of every error that people see. Its message is a sentence that says what to do."""

    code: ClassVar[str] = "error"


class CuratedError(ShortlistError):
    """A table that people keep by hand does not read as it must. The message is the first fault; `faults` are all."""

    code = "bad_curated_table"

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        more = f" (and {len(faults) - 1} more; `python -m etl check` lists them)" if len(faults) > 1 else ""
        super().__init__(f"{faults[0]}{more}")
