"""Rows of outcomes as files that sites share: written as CSV and Parquet, read again, and added up."""
