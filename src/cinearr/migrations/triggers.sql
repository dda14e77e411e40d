-- A film's changed_xid is the transaction that last touched it, its targets or its files. Readers keep the smallest transaction
-- that was still running when they looked (pg_snapshot_xmin) and ask for everything from there on, so nothing that commits late is missed.
create function cinearr_touch_movie() returns trigger language plpgsql as $$
begin
    new.changed_xid := pg_current_xact_id()::text::bigint;
    return new;
end $$;

create trigger movies_touched before insert or update on movies
    for each row execute function cinearr_touch_movie();

create function cinearr_touch_parent() returns trigger language plpgsql as $$
begin
    update movies set changed_xid = 0 where id = coalesce(new.movie_id, old.movie_id);
    return null;
end $$;

create trigger targets_touched after insert or update or delete on targets
    for each row execute function cinearr_touch_parent();

create trigger movie_files_touched after insert or update or delete on movie_files
    for each row execute function cinearr_touch_parent();

-- A job that waits for a lock is not announced again when the lock is given back, so it would wait for the next poll.
create function cinearr_lock_released() returns trigger language plpgsql as $$
begin
    perform pg_notify(
        'procrastinate_queue_v1#' || old.queue_name,
        json_build_object('type', 'job_inserted', 'job_id', old.id)::text
    );
    return null;
end $$;

create trigger jobs_lock_released after delete on procrastinate_jobs
    for each row when (old.lock is not null) execute function cinearr_lock_released();

create trigger jobs_lock_released_on_end after update of status on procrastinate_jobs
    for each row when (old.lock is not null and old.status = 'doing' and new.status <> 'doing')
    execute function cinearr_lock_released();
