-- Half of each page of levels is left free, so that a changed row finds room beside the old one: no index is touched, and
-- what is dead is removed in passing.
CREATE TABLE levels (
    sku bigint NOT NULL,
    location integer NOT NULL,
    on_hand bigint NOT NULL,
    held bigint NOT NULL,
    PRIMARY KEY (sku, location)
) WITH (fillfactor = 50);

CREATE TABLE reservations (
    id uuid PRIMARY KEY,
    sku bigint NOT NULL,
    location integer NOT NULL,
    quantity integer NOT NULL,
    deadline timestamptz NOT NULL
);
CREATE INDEX reservations_by_deadline ON reservations (deadline);

-- Reserves one unit until a deadline, all or nothing. In PL/pgSQL, since a session keeps the plans of its statements; a
-- function in SQL would be planned at every call.
CREATE FUNCTION reserve(the_id uuid, the_sku bigint, the_location integer, the_deadline timestamptz) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE levels SET held = held + 1
    WHERE sku = the_sku AND location = the_location AND on_hand - held >= 1;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO reservations (id, sku, location, quantity, deadline)
    VALUES (the_id, the_sku, the_location, 1, the_deadline);
    RETURN true;
END
$$;
