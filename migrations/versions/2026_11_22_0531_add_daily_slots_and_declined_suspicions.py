"""add daily slots and declined suspicions.

Revision: 202611220531, after 202611220530
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '202611220531'
down_revision = '202611220530'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """add daily slots and declined suspicions."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table('daily_slots',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('job', sa.String(length=24), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_daily_slots_town_id_towns')),
    sa.PrimaryKeyConstraint('town_id', 'job', 'day', name=op.f('pk_daily_slots'))
    )
    op.create_table('declined_suspicions',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('situation', sa.Integer(), nullable=False),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('situation BETWEEN 1 AND 9', name=op.f('ck_declined_suspicions_situation_in_range')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_declined_suspicions_child_id_children')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_declined_suspicions_run_id_runs')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_declined_suspicions_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_declined_suspicions_venue_id_venues')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_declined_suspicions_village_id_villages')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_declined_suspicions_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declined_suspicions')),
    sa.UniqueConstraint('uid', name=op.f('uq_declined_suspicions_uid'))
    )
    with op.batch_alter_table('declined_suspicions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declined_suspicions_run_id'), ['run_id'], unique=False)
        batch_op.create_index('ix_declined_suspicions_town_id_declined_at', ['town_id', 'declined_at'], unique=False)



def downgrade() -> None:
    """Undo."""
    with op.batch_alter_table('declined_suspicions', schema=None) as batch_op:
        batch_op.drop_index('ix_declined_suspicions_town_id_declined_at')
        batch_op.drop_index(batch_op.f('ix_declined_suspicions_run_id'))

    op.drop_table('declined_suspicions')
    op.drop_table('daily_slots')
