"""Views: measured things as HTML and as text. They look figures up; they measure nothing."""
