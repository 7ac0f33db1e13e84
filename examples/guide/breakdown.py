"""The same, operation by operation: run this beside check_usage.py."""

from check_usage import context, flops

print(context.summary())
flops.budget_summary()

times = context.summary_dict()
for name in (
    "flopscope_backend_time_s",
    "flopscope_overhead_time_s",
    "residual_wall_time_s",
    "wall_time_s",
):
    print(f"{name:26}{1e6 * times[name]:10.0f} millionths of a second")
