"""What the environment may say, typed; docs/settings.md is drawn from this class, and a test keeps it true."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]


class Env(BaseSettings):
    """One field per variable. Secrets may also stand as files in /run/secrets (Docker, systemd)."""

    model_config = SettingsConfigDict(secrets_dir="/run/secrets" if Path("/run/secrets").is_dir() else None)

    LMS_VAR: Path = Field(ROOT / "var", description="Where the embedded default writes: database, media, mail, keys.")
    DATABASE_URL: str = Field("", description="postgres://user:password@host/name; empty: SQLite under LMS_VAR.")
    SECRET_KEY: str = Field("", description="Signs sessions and links. Production refuses to start without it.")
    ALLOWED_HOSTS: str = Field("", description="Host names the site answers to, separated by commas (production).")
    LMS_LANGUAGE: Literal["vi", "en"] = Field("vi", description="What commands print for people: vi or en.")
    SITE_URL: str = Field("http://127.0.0.1:8000", description="The address printed on certificates and in mail.")
    CACHE_URL: str = Field("", description="redis://host/0; empty: memory of each process.")
    BROKER_URL: str = Field("", description="redis:// or amqp://; empty: a queue in one SQLite file under LMS_VAR.")
    MEDIA_ROOT: Path | None = Field(None, description="Files the program keeps; default LMS_VAR/media.")
    PRIVATE_LOCATION: str = Field(
        "", description="The internal location of nginx that sends private files, as /kho-rieng/; empty: we send them."
    )
    EMAIL_URL: str = Field("", description="smtp://user:password@host:587 (STARTTLS) or smtps://; empty: files.")
    EMAIL_FROM: str = Field("nang-suat@localhost", description="The sender of every mail.")
    PROXY_COUNT: int = Field(0, description="How many trusted proxies stand before the server.")
    PARENT_BODY: str = Field(
        "Ủy ban nhân dân thành phố Hải Phòng", description="The body above the issuing unit, as certificates print it."
    )
    ISSUING_UNIT: str = Field("Sở Khoa học và Công nghệ", description="The unit that issues certificates.")
