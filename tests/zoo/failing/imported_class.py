"""An estimator that another file defines does not count. says: The file defines no estimator"""

from divides_by_zero import Estimator

Alias = Estimator
