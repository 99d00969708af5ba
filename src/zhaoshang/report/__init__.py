"""A report of records: one HTML file that needs no network."""

from .page import ReportError, write_report

__all__ = ["ReportError", "write_report"]
