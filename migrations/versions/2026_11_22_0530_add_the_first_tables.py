"""add the first tables.

Revision: 202611220530, after nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '202611220530'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """add the first tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table('clock_shifts',
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clock_shifts'))
    )
    op.create_table('data_keys',
    sa.Column('owner', sa.String(length=80), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=False),
    sa.Column('master_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('owner', name=op.f('pk_data_keys'))
    )
    op.create_table('form_versions',
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('version', sa.String(length=32), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('xform', sa.Text(), nullable=False),
    sa.Column('workbook', sa.LargeBinary(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_versions')),
    sa.UniqueConstraint('form_id', 'digest', name=op.f('uq_form_versions_form_id_digest'))
    )
    op.create_table('inbox_updates',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('dedup_key', sa.String(length=80), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_updates')),
    sa.UniqueConstraint('channel', 'dedup_key', name=op.f('uq_inbox_updates_channel_dedup_key'))
    )
    with op.batch_alter_table('inbox_updates', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_updates_open', ['channel', 'chat_id', 'id'], unique=False, postgresql_where=sa.text("status IN ('new', 'handled')"), sqlite_where=sa.text("status IN ('new', 'handled')"))

    op.create_table('towns',
    sa.Column('code', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_towns')),
    sa.UniqueConstraint('code', name=op.f('uq_towns_code'))
    )
    op.create_table('web_events',
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('message_id', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_web_events')),
    sa.UniqueConstraint('uid', name=op.f('uq_web_events_uid'))
    )
    with op.batch_alter_table('web_events', schema=None) as batch_op:
        batch_op.create_index('ix_web_events_chat_id_id', ['chat_id', 'id'], unique=False)

    op.create_table('villages',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_villages_town_id_towns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_villages')),
    sa.UniqueConstraint('town_id', 'number', name=op.f('uq_villages_town_id_number'))
    )
    op.create_table('grids',
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_grids_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grids')),
    sa.UniqueConstraint('village_id', 'number', name=op.f('uq_grids_village_id_number'))
    )
    op.create_table('institutions',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_institutions_town_id_towns')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_institutions_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_institutions')),
    sa.UniqueConstraint('code', name=op.f('uq_institutions_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_institutions_uid'))
    )
    with op.batch_alter_table('institutions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_institutions_town_id'), ['town_id'], unique=False)

    op.create_table('children',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('grid_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('sex', sa.String(length=32), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=False),
    sa.Column('birth_month', sa.Integer(), nullable=False),
    sa.Column('classes', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('grade', sa.String(length=32), nullable=False),
    sa.Column('four_in_one', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('registered_on', sa.Date(), nullable=False),
    sa.Column('last_seen_on', sa.Date(), nullable=True),
    sa.Column('unseen_in_a_row', sa.Integer(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('id_number', sa.LargeBinary(), nullable=True),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('school', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grids.id'], name=op.f('fk_children_grid_id_grids')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_children_town_id_towns')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_children_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_children')),
    sa.UniqueConstraint('code', name=op.f('uq_children_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_children_uid'))
    )
    with op.batch_alter_table('children', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_children_grid_id'), ['grid_id'], unique=False)
        batch_op.create_index('ix_children_town_id_village_id', ['town_id', 'village_id'], unique=False)

    op.create_table('venues',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('grid_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('last_inspected_on', sa.Date(), nullable=True),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('address', sa.LargeBinary(), nullable=True),
    sa.Column('contact', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grids.id'], name=op.f('fk_venues_grid_id_grids')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_venues_town_id_towns')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_venues_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venues')),
    sa.UniqueConstraint('code', name=op.f('uq_venues_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_venues_uid'))
    )
    with op.batch_alter_table('venues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venues_grid_id'), ['grid_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venues_town_id'), ['town_id'], unique=False)

    op.create_table('workers',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('grid_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('woman', sa.Boolean(), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grids.id'], name=op.f('fk_workers_grid_id_grids')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_workers_town_id_towns')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_workers_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_workers')),
    sa.UniqueConstraint('code', name=op.f('uq_workers_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_workers_uid'))
    )
    with op.batch_alter_table('workers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_workers_town_id'), ['town_id'], unique=False)

    op.create_table('audit_entries',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('action', sa.String(length=48), nullable=False),
    sa.Column('object_kind', sa.String(length=24), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.Column('fields', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['workers.id'], name=op.f('fk_audit_entries_actor_id_workers')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_audit_entries_town_id_towns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_entries'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_actor_id'), ['actor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
        batch_op.create_index('ix_audit_entries_object_kind_object_id', ['object_kind', 'object_id'], unique=False)

    op.create_table('care_team_members',
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('woman', sa.Boolean(), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_care_team_members_child_id_children')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_care_team_members_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_care_team_members')),
    sa.UniqueConstraint('child_id', 'part', name=op.f('uq_care_team_members_child_id_part'))
    )
    with op.batch_alter_table('care_team_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_care_team_members_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_care_team_members_worker_id'), ['worker_id'], unique=False)

    op.create_table('channel_accounts',
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('chat_id', sa.BigInteger(), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bound_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('unreachable_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_channel_accounts_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_accounts')),
    sa.UniqueConstraint('channel', 'chat_id', name=op.f('uq_channel_accounts_channel_chat_id'))
    )
    with op.batch_alter_table('channel_accounts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_channel_accounts_worker_id'), ['worker_id'], unique=False)

    op.create_table('due_visits',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=32), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('next_action_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('submission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('(child_id IS NULL) <> (venue_id IS NULL)', name=op.f('ck_due_visits_one_subject')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_due_visits_child_id_children')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_due_visits_submission_id_submissions'), use_alter=True),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_due_visits_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_due_visits_venue_id_venues')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_due_visits_village_id_villages')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_due_visits_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_due_visits'))
    )
    with op.batch_alter_table('due_visits', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_due_visits_child_id'), ['child_id'], unique=False)
        batch_op.create_index('ix_due_visits_next_action_at_open', ['next_action_at'], unique=False, postgresql_where=sa.text("status = 'open'"), sqlite_where=sa.text("status = 'open'"))
        batch_op.create_index('ix_due_visits_town_id_status_due_on', ['town_id', 'status', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_due_visits_venue_id'), ['venue_id'], unique=False)
        batch_op.create_index('ix_due_visits_worker_id_status_due_on', ['worker_id', 'status', 'due_on'], unique=False)

    op.create_table('focuses',
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=400), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_focuses_worker_id_workers')),
    sa.PrimaryKeyConstraint('worker_id', name=op.f('pk_focuses'))
    )
    op.create_table('guardians',
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('name', sa.LargeBinary(), nullable=False),
    sa.Column('phone', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_guardians_child_id_children')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardians')),
    sa.UniqueConstraint('uid', name=op.f('uq_guardians_uid'))
    )
    with op.batch_alter_table('guardians', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardians_child_id'), ['child_id'], unique=False)

    op.create_table('invites',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_invites_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invites')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invites_token_hash'))
    )
    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invites_worker_id'), ['worker_id'], unique=False)

    op.create_table('outbox_messages',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('payload', sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), 'postgresql'), nullable=False),
    sa.Column('dedup_key', sa.String(length=120), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('uncertain', sa.Boolean(), nullable=False),
    sa.Column('promised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_outbox_messages_attempts_not_negative')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_outbox_messages_town_id_towns')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_outbox_messages_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_messages')),
    sa.UniqueConstraint('dedup_key', name=op.f('uq_outbox_messages_dedup_key'))
    )
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_messages_due_at_waiting', ['due_at'], unique=False, postgresql_where=sa.text("status IN ('ready', 'claimed')"), sqlite_where=sa.text("status IN ('ready', 'claimed')"))
        batch_op.create_index(batch_op.f('ix_outbox_messages_worker_id'), ['worker_id'], unique=False)

    op.create_table('runs',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('due_visit_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('recheck_of_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('at', sa.String(length=400), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('revision >= 0', name=op.f('ck_runs_revision_not_negative')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_runs_child_id_children')),
    sa.ForeignKeyConstraint(['due_visit_id'], ['due_visits.id'], name=op.f('fk_runs_due_visit_id_due_visits')),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_versions.id'], name=op.f('fk_runs_form_version_id_form_versions')),
    sa.ForeignKeyConstraint(['recheck_of_id'], ['submissions.id'], name=op.f('fk_runs_recheck_of_id_submissions'), use_alter=True),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_runs_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_runs_venue_id_venues')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_runs_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_runs')),
    sa.UniqueConstraint('uid', name=op.f('uq_runs_uid'))
    )
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_runs_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_runs_venue_id'), ['venue_id'], unique=False)
        batch_op.create_index('ix_runs_worker_id_status', ['worker_id', 'status'], unique=False)

    op.create_table('attachments',
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('ref', sa.String(length=400), nullable=False),
    sa.Column('media_type', sa.String(length=60), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_attachments_run_id_runs')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_attachments_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments')),
    sa.UniqueConstraint('uid', name=op.f('uq_attachments_uid'))
    )
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachments_run_id'), ['run_id'], unique=False)

    op.create_table('reports',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('reporter_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('situation', sa.Integer(), nullable=False),
    sa.Column('danger', sa.String(length=32), nullable=False),
    sa.Column('told_police', sa.Boolean(), nullable=False),
    sa.Column('place', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('acknowledged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('acknowledged_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('next_escalation_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('situation BETWEEN 1 AND 9', name=op.f('ck_reports_situation_in_range')),
    sa.ForeignKeyConstraint(['acknowledged_by_id'], ['workers.id'], name=op.f('fk_reports_acknowledged_by_id_workers')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_reports_child_id_children')),
    sa.ForeignKeyConstraint(['reporter_id'], ['workers.id'], name=op.f('fk_reports_reporter_id_workers')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_reports_run_id_runs')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_reports_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_reports_venue_id_venues')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_reports_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reports')),
    sa.UniqueConstraint('code', name=op.f('uq_reports_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_reports_uid'))
    )
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reports_child_id'), ['child_id'], unique=False)
        batch_op.create_index('ix_reports_next_escalation_at', ['next_escalation_at'], unique=False)
        batch_op.create_index('ix_reports_town_id_created_at', ['town_id', 'created_at'], unique=False)

    op.create_table('submissions',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('form_version_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('child_seen', sa.Boolean(), nullable=False),
    sa.Column('worst_severity', sa.Integer(), nullable=False),
    sa.Column('answers', sa.LargeBinary(), nullable=False),
    sa.Column('xml', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('worst_severity BETWEEN 0 AND 4', name=op.f('ck_submissions_severity_in_range')),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_submissions_child_id_children')),
    sa.ForeignKeyConstraint(['form_version_id'], ['form_versions.id'], name=op.f('fk_submissions_form_version_id_form_versions')),
    sa.ForeignKeyConstraint(['run_id'], ['runs.id'], name=op.f('fk_submissions_run_id_runs')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_submissions_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_submissions_venue_id_venues')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_submissions_village_id_villages')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_submissions_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submissions')),
    sa.UniqueConstraint('run_id', name=op.f('uq_submissions_run_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_submissions_uid'))
    )
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submissions_child_id'), ['child_id'], unique=False)
        batch_op.create_index('ix_submissions_town_id_submitted_at', ['town_id', 'submitted_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_submissions_venue_id'), ['venue_id'], unique=False)

    op.create_table('findings',
    sa.Column('town_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('village_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('submission_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('child_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('venue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('form_id', sa.String(length=64), nullable=False),
    sa.Column('question', sa.String(length=64), nullable=False),
    sa.Column('severity', sa.Integer(), nullable=False),
    sa.Column('follow_up', sa.String(length=120), nullable=False),
    sa.Column('say_zh', sa.String(length=120), nullable=False),
    sa.Column('say_en', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(length=32), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('next_action_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['children.id'], name=op.f('fk_findings_child_id_children')),
    sa.ForeignKeyConstraint(['closed_by_id'], ['submissions.id'], name=op.f('fk_findings_closed_by_id_submissions')),
    sa.ForeignKeyConstraint(['owner_id'], ['workers.id'], name=op.f('fk_findings_owner_id_workers')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_findings_submission_id_submissions')),
    sa.ForeignKeyConstraint(['town_id'], ['towns.id'], name=op.f('fk_findings_town_id_towns')),
    sa.ForeignKeyConstraint(['venue_id'], ['venues.id'], name=op.f('fk_findings_venue_id_venues')),
    sa.ForeignKeyConstraint(['village_id'], ['villages.id'], name=op.f('fk_findings_village_id_villages')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_findings')),
    sa.UniqueConstraint('code', name=op.f('uq_findings_code'))
    )
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_findings_child_id'), ['child_id'], unique=False)
        batch_op.create_index('ix_findings_next_action_at_open', ['next_action_at'], unique=False, postgresql_where=sa.text("status = 'open'"), sqlite_where=sa.text("status = 'open'"))
        batch_op.create_index(batch_op.f('ix_findings_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_findings_submission_id'), ['submission_id'], unique=False)
        batch_op.create_index('ix_findings_town_id_status_deadline', ['town_id', 'status', 'deadline'], unique=False)
        batch_op.create_index(batch_op.f('ix_findings_venue_id'), ['venue_id'], unique=False)

    op.create_table('report_additions',
    sa.Column('report_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('worker_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('uid', sa.String(length=32), nullable=False),
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_additions_report_id_reports')),
    sa.ForeignKeyConstraint(['worker_id'], ['workers.id'], name=op.f('fk_report_additions_worker_id_workers')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_additions')),
    sa.UniqueConstraint('uid', name=op.f('uq_report_additions_uid'))
    )
    with op.batch_alter_table('report_additions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_additions_report_id'), ['report_id'], unique=False)

    if op.get_bind().dialect.name == "postgresql":  # SQLite has them inline
        op.create_foreign_key("fk_due_visits_submission_id_submissions", "due_visits", "submissions", ["submission_id"], ["id"])
        op.create_foreign_key("fk_runs_recheck_of_id_submissions", "runs", "submissions", ["recheck_of_id"], ["id"])


def downgrade() -> None:
    """Undo."""
    if op.get_bind().dialect.name == "postgresql":  # SQLite has them inline
        op.drop_constraint("fk_due_visits_submission_id_submissions", "due_visits", type_="foreignkey")
        op.drop_constraint("fk_runs_recheck_of_id_submissions", "runs", type_="foreignkey")
    with op.batch_alter_table('report_additions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_report_additions_report_id'))

    op.drop_table('report_additions')
    with op.batch_alter_table('findings', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_findings_venue_id'))
        batch_op.drop_index('ix_findings_town_id_status_deadline')
        batch_op.drop_index(batch_op.f('ix_findings_submission_id'))
        batch_op.drop_index(batch_op.f('ix_findings_owner_id'))
        batch_op.drop_index('ix_findings_next_action_at_open', postgresql_where=sa.text("status = 'open'"), sqlite_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_findings_child_id'))

    op.drop_table('findings')
    with op.batch_alter_table('submissions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submissions_venue_id'))
        batch_op.drop_index('ix_submissions_town_id_submitted_at')
        batch_op.drop_index(batch_op.f('ix_submissions_child_id'))

    op.drop_table('submissions')
    with op.batch_alter_table('reports', schema=None) as batch_op:
        batch_op.drop_index('ix_reports_town_id_created_at')
        batch_op.drop_index('ix_reports_next_escalation_at')
        batch_op.drop_index(batch_op.f('ix_reports_child_id'))

    op.drop_table('reports')
    with op.batch_alter_table('attachments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attachments_run_id'))

    op.drop_table('attachments')
    with op.batch_alter_table('runs', schema=None) as batch_op:
        batch_op.drop_index('ix_runs_worker_id_status')
        batch_op.drop_index(batch_op.f('ix_runs_venue_id'))
        batch_op.drop_index(batch_op.f('ix_runs_child_id'))

    op.drop_table('runs')
    with op.batch_alter_table('outbox_messages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_messages_worker_id'))
        batch_op.drop_index('ix_outbox_messages_due_at_waiting', postgresql_where=sa.text("status IN ('ready', 'claimed')"), sqlite_where=sa.text("status IN ('ready', 'claimed')"))

    op.drop_table('outbox_messages')
    with op.batch_alter_table('invites', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invites_worker_id'))

    op.drop_table('invites')
    with op.batch_alter_table('guardians', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardians_child_id'))

    op.drop_table('guardians')
    op.drop_table('focuses')
    with op.batch_alter_table('due_visits', schema=None) as batch_op:
        batch_op.drop_index('ix_due_visits_worker_id_status_due_on')
        batch_op.drop_index(batch_op.f('ix_due_visits_venue_id'))
        batch_op.drop_index('ix_due_visits_town_id_status_due_on')
        batch_op.drop_index('ix_due_visits_next_action_at_open', postgresql_where=sa.text("status = 'open'"), sqlite_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_due_visits_child_id'))

    op.drop_table('due_visits')
    with op.batch_alter_table('channel_accounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_channel_accounts_worker_id'))

    op.drop_table('channel_accounts')
    with op.batch_alter_table('care_team_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_care_team_members_worker_id'))
        batch_op.drop_index(batch_op.f('ix_care_team_members_child_id'))

    op.drop_table('care_team_members')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_entries_object_kind_object_id')
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_actor_id'))

    op.drop_table('audit_entries')
    with op.batch_alter_table('workers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_workers_town_id'))

    op.drop_table('workers')
    with op.batch_alter_table('venues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venues_town_id'))
        batch_op.drop_index(batch_op.f('ix_venues_grid_id'))

    op.drop_table('venues')
    with op.batch_alter_table('children', schema=None) as batch_op:
        batch_op.drop_index('ix_children_town_id_village_id')
        batch_op.drop_index(batch_op.f('ix_children_grid_id'))

    op.drop_table('children')
    with op.batch_alter_table('institutions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_institutions_town_id'))

    op.drop_table('institutions')
    op.drop_table('grids')
    op.drop_table('villages')
    with op.batch_alter_table('web_events', schema=None) as batch_op:
        batch_op.drop_index('ix_web_events_chat_id_id')

    op.drop_table('web_events')
    op.drop_table('towns')
    with op.batch_alter_table('inbox_updates', schema=None) as batch_op:
        batch_op.drop_index('ix_inbox_updates_open', postgresql_where=sa.text("status IN ('new', 'handled')"), sqlite_where=sa.text("status IN ('new', 'handled')"))

    op.drop_table('inbox_updates')
    op.drop_table('form_versions')
    op.drop_table('data_keys')
    op.drop_table('clock_shifts')
