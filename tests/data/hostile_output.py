"""Prints what a Markdown twin must show as text."""

print("x: 5 FLOPs")
print("```")
print("# A heading that a program printed")
print("<script>alert(9)</script> [click](javascript:alert(1)) ![a](http://example.invalid/)")
print("Mean propagation spends 3 FLOPs.")
print("``` a ` | b: 7 FLOPs")
