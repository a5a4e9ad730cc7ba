"""Redis as a cache that may vanish: a lost cache is a miss, never an error."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def _or(otherwise: Any, ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except RedisError as error:
        log.warning("the cache did not answer: %s", error)
        return otherwise


class ForgivingRedisCache(RedisCache):
    """What cannot be read is a miss; what cannot be written was not kept. Counting limits start again at one."""

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _or(default, lambda: super(ForgivingRedisCache, self).get(key, default, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        found: dict[Any, Any] = _or({}, lambda: super(ForgivingRedisCache, self).get_many(keys, version))
        return found

    def set(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> None:
        _or(None, lambda: super(ForgivingRedisCache, self).set(key, value, timeout, version))

    def add(self, key: Any, value: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(_or(True, lambda: super(ForgivingRedisCache, self).add(key, value, timeout, version)))

    def touch(self, key: Any, timeout: Any = 300, version: int | None = None) -> bool:
        return bool(_or(False, lambda: super(ForgivingRedisCache, self).touch(key, timeout, version)))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(_or(1, lambda: super(ForgivingRedisCache, self).incr(key, delta, version)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(_or(False, lambda: super(ForgivingRedisCache, self).delete(key, version)))
