"""keep files of forms.

Revision: 202611251317, after 202611220620
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '202611251317'
down_revision = '202611220620'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """keep files of forms."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table('form_parcels',
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('xform', sa.Text(), nullable=False),
    sa.Column('workbook', sa.LargeBinary(), nullable=False),
    sa.Column('questions', sa.Integer(), nullable=False),
    sa.Column('wanted', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('remarks', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_form_parcels_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_parcels')),
    sa.UniqueConstraint('uid', name=op.f('uq_form_parcels_uid')),
    sa.UniqueConstraint('worker_id', name=op.f('uq_form_parcels_worker_id'))
    )
    op.create_table('form_files',
    sa.Column('form_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('parcel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('(form_version_id IS NULL) <> (parcel_id IS NULL)', name=op.f('ck_form_files_one_owner')),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_versions.id'], name=op.f('fk_form_files_form_version_id_form_versions')),
    sa.ForeignKeyConstraint(['parcel_id'], ['form_parcels.id'], name=op.f('fk_form_files_parcel_id_form_parcels')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_files')),
    sa.UniqueConstraint('form_version_id', 'name', name=op.f('uq_form_files_form_version_id_name')),
    sa.UniqueConstraint('parcel_id', 'name', name=op.f('uq_form_files_parcel_id_name')),
    sa.UniqueConstraint('uid', name=op.f('uq_form_files_uid'))
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table('form_files')
    op.drop_table('form_parcels')
