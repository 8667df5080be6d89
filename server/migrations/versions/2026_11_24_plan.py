"""plan, problems, measures; what belongs to a case belongs to a petition or a measure

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-24 10:58:00
"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table('unit_name',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('units', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_unit_name'))
    )
    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('lines', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('demo', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_plan_round_id_round')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_plan_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('round_id', name=op.f('uq_plan_round_id'))
    )
    op.create_table('problem',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(), nullable=True),
    sa.Column('aspect', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('lead_names', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('leads', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('goal', sa.String(), nullable=False),
    sa.Column('tags', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('names', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('notice_scope', sa.String(), nullable=False),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('deadline_raw', sa.String(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('long_term', sa.Boolean(), nullable=False),
    sa.Column('immediate', sa.Boolean(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('end_line', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('flags', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_problem_plan_id_plan'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_problem')),
    sa.UniqueConstraint('plan_id', 'no', name=op.f('uq_problem_plan_id_no'))
    )
    op.create_table('measure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('problem_id', sa.Integer(), nullable=False),
    sa.Column('unit_names', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('conditions', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('standards', postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('notice_on', sa.Date(), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('notice_place', sa.String(), nullable=True),
    sa.Column('notice_ends_on', sa.Date(), nullable=True),
    sa.Column('filing_no', sa.String(), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('step', sa.String(), nullable=True),
    sa.Column('stage', sa.String(), nullable=True),
    sa.Column('step_due_on', sa.Date(), nullable=True),
    sa.Column('no', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('deadline_raw', sa.String(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('long_term', sa.Boolean(), nullable=False),
    sa.Column('immediate', sa.Boolean(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('end_line', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('flags', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_measure_plan_id_plan'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_measure_problem_id_problem'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure')),
    sa.UniqueConstraint('plan_id', 'no', name=op.f('uq_measure_plan_id_no'))
    )
    op.create_index('ix_measure_plan_id_deadline', 'measure', ['plan_id', 'deadline'], unique=False)
    op.create_index(op.f('ix_measure_problem_id'), 'measure', ['problem_id'], unique=False)
    op.create_index(op.f('ix_measure_step'), 'measure', ['step'], unique=False)
    op.create_table('item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=True),
    sa.Column('done', sa.Boolean(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_item_measure_id_measure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit'], ['unit.code'], name=op.f('fk_item_unit_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    sa.UniqueConstraint('measure_id', 'name', 'place', name=op.f('uq_item_measure_id_name_place'))
    )
    op.create_index(op.f('ix_item_measure_id'), 'item', ['measure_id'], unique=False)
    op.create_table('measure_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('document_no', sa.String(), nullable=True),
    sa.Column('remark', sa.String(), nullable=True),
    sa.Column('content_key', sa.String(), nullable=False),
    sa.Column('entered_by', sa.Integer(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('landing', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['confirmed_by'], ['user.id'], name=op.f('fk_measure_record_confirmed_by_user')),
    sa.ForeignKeyConstraint(['entered_by'], ['user.id'], name=op.f('fk_measure_record_entered_by_user')),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_measure_record_measure_id_measure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit'], ['unit.code'], name=op.f('fk_measure_record_unit_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_record')),
    sa.UniqueConstraint('content_key', name=op.f('uq_measure_record_content_key'))
    )
    op.create_index(op.f('ix_measure_record_measure_id'), 'measure_record', ['measure_id'], unique=False)
    op.create_table('milestone',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=True),
    sa.Column('problem_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=True),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reached_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['user.id'], name=op.f('fk_milestone_decided_by_user')),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_milestone_measure_id_measure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['problem_id'], ['problem.id'], name=op.f('fk_milestone_problem_id_problem'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone'))
    )
    op.create_index('ix_milestone_measure_id', 'milestone', ['measure_id'], unique=False)
    op.create_index('ix_milestone_problem_id', 'milestone', ['problem_id'], unique=False)
    op.create_table('owing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('first', sa.Boolean(), nullable=False),
    sa.Column('sort', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('removed_by', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by'], ['user.id'], name=op.f('fk_owing_added_by_user')),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_owing_measure_id_measure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['removed_by'], ['user.id'], name=op.f('fk_owing_removed_by_user')),
    sa.ForeignKeyConstraint(['unit'], ['unit.code'], name=op.f('fk_owing_unit_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_owing'))
    )
    op.create_index('ix_owing_unit', 'owing', ['unit'], unique=False, postgresql_where=sa.text('removed_at IS NULL'))
    op.create_index('uq_owing_now', 'owing', ['measure_id', 'unit'], unique=True, postgresql_where=sa.text('removed_at IS NULL'))
    op.create_table('signature',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=True),
    sa.Column('voided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('voided_reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_signature_measure_id_measure'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['record_id'], ['measure_record.id'], name=op.f('fk_signature_record_id_measure_record')),
    sa.ForeignKeyConstraint(['unit'], ['unit.code'], name=op.f('fk_signature_unit_unit')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_signature_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signature'))
    )
    op.create_index('uq_signature_now', 'signature', ['measure_id', 'step', 'unit'], unique=True, postgresql_where=sa.text('voided_at IS NULL'))
    op.add_column('attachment', sa.Column('measure_id', sa.Integer(), nullable=True))
    op.alter_column('attachment', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=True)
    op.create_index('ix_attachment_measure_id', 'attachment', ['measure_id'], unique=False)
    op.create_foreign_key(op.f('fk_attachment_measure_id_measure'), 'attachment', 'measure', ['measure_id'], ['id'], ondelete='CASCADE')
    op.add_column('event', sa.Column('measure_id', sa.Integer(), nullable=True))
    op.alter_column('event', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=True)
    op.create_index('ix_event_measure_id_id', 'event', ['measure_id', 'id'], unique=False)
    op.create_foreign_key(op.f('fk_event_measure_id_measure'), 'event', 'measure', ['measure_id'], ['id'], ondelete='CASCADE')
    op.add_column('incident', sa.Column('measure_id', sa.Integer(), nullable=True))
    op.create_index('ix_incident_measure_id', 'incident', ['measure_id'], unique=False)
    op.create_foreign_key(op.f('fk_incident_measure_id_measure'), 'incident', 'measure', ['measure_id'], ['id'], ondelete='CASCADE')
    op.add_column('user', sa.Column('section', sa.String(), nullable=True))
    op.add_column('process', sa.Column('measure_id', sa.Integer(), nullable=True))
    op.alter_column('process', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=True)
    op.create_index('ix_process_measure_id', 'process', ['measure_id'], unique=False)
    op.create_foreign_key(op.f('fk_process_measure_id_measure'), 'process', 'measure', ['measure_id'], ['id'], ondelete='CASCADE')
    op.add_column('task', sa.Column('measure_id', sa.Integer(), nullable=True))
    op.alter_column('task', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=True)
    op.create_index('ix_task_open_measure', 'task', ['measure_id'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_foreign_key(op.f('fk_task_measure_id_measure'), 'task', 'measure', ['measure_id'], ['id'], ondelete='CASCADE')
    op.create_check_constraint('one_case', 'attachment', 'num_nonnulls(petition_id, measure_id) = 1')
    op.create_check_constraint('one_case', 'event', 'num_nonnulls(petition_id, measure_id) = 1')
    op.create_check_constraint('one_case', 'process', 'num_nonnulls(petition_id, measure_id) = 1')
    op.create_check_constraint('one_case', 'task', 'num_nonnulls(petition_id, measure_id) = 1')


def downgrade():
    op.drop_constraint('one_case', 'task', type_='check')
    op.execute('DELETE FROM task WHERE petition_id IS NULL')
    op.drop_constraint('one_case', 'process', type_='check')
    op.execute('DELETE FROM process WHERE petition_id IS NULL')
    op.drop_constraint('one_case', 'event', type_='check')
    op.execute('DELETE FROM event WHERE petition_id IS NULL')
    op.drop_constraint('one_case', 'attachment', type_='check')
    op.execute('DELETE FROM attachment WHERE petition_id IS NULL')
    op.drop_constraint(op.f('fk_task_measure_id_measure'), 'task', type_='foreignkey')
    op.drop_index('ix_task_open_measure', table_name='task', postgresql_where=sa.text('closed_at IS NULL'))
    op.alter_column('task', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=False)
    op.drop_column('task', 'measure_id')
    op.drop_constraint(op.f('fk_process_measure_id_measure'), 'process', type_='foreignkey')
    op.drop_index('ix_process_measure_id', table_name='process')
    op.alter_column('process', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=False)
    op.drop_column('process', 'measure_id')
    op.drop_column('user', 'section')
    op.execute('DELETE FROM incident WHERE measure_id IS NOT NULL')
    op.drop_constraint(op.f('fk_incident_measure_id_measure'), 'incident', type_='foreignkey')
    op.drop_index('ix_incident_measure_id', table_name='incident')
    op.drop_column('incident', 'measure_id')
    op.drop_constraint(op.f('fk_event_measure_id_measure'), 'event', type_='foreignkey')
    op.drop_index('ix_event_measure_id_id', table_name='event')
    op.alter_column('event', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=False)
    op.drop_column('event', 'measure_id')
    op.drop_constraint(op.f('fk_attachment_measure_id_measure'), 'attachment', type_='foreignkey')
    op.drop_index('ix_attachment_measure_id', table_name='attachment')
    op.alter_column('attachment', 'petition_id',
               existing_type=sa.INTEGER(),
               nullable=False)
    op.drop_column('attachment', 'measure_id')
    op.drop_index('uq_signature_now', table_name='signature', postgresql_where=sa.text('voided_at IS NULL'))
    op.drop_table('signature')
    op.drop_index('uq_owing_now', table_name='owing', postgresql_where=sa.text('removed_at IS NULL'))
    op.drop_index('ix_owing_unit', table_name='owing', postgresql_where=sa.text('removed_at IS NULL'))
    op.drop_table('owing')
    op.drop_index('ix_milestone_problem_id', table_name='milestone')
    op.drop_index('ix_milestone_measure_id', table_name='milestone')
    op.drop_table('milestone')
    op.drop_index(op.f('ix_measure_record_measure_id'), table_name='measure_record')
    op.drop_table('measure_record')
    op.drop_index(op.f('ix_item_measure_id'), table_name='item')
    op.drop_table('item')
    op.drop_index(op.f('ix_measure_step'), table_name='measure')
    op.drop_index(op.f('ix_measure_problem_id'), table_name='measure')
    op.drop_index('ix_measure_plan_id_deadline', table_name='measure')
    op.drop_table('measure')
    op.drop_table('problem')
    op.drop_table('plan')
    op.drop_table('unit_name')