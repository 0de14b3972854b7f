CREATE TYPE "public"."order_status" AS ENUM('queued', 'sending', 'pending', 'handling', 'uncertain', 'fulfilled', 'refunded', 'rejected', 'cancelled');--> statement-breakpoint
CREATE TABLE "rate_budgets" (
	"name" text PRIMARY KEY NOT NULL,
	"tokens" double precision NOT NULL,
	"refilled_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "upstream_state" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"environment" text,
	"username" text,
	"key_digest" text,
	"is_usable" boolean DEFAULT false NOT NULL,
	"refusal" text,
	"validated_at" timestamp with time zone,
	"paused_until" timestamp with time zone,
	"pause_reason" text,
	"plans_synced_at" timestamp with time zone,
	"tick_started_at" timestamp with time zone,
	"tick_finished_at" timestamp with time zone,
	"tick_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "upstream_state_single" CHECK ("upstream_state"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"book" text NOT NULL,
	"kind" text NOT NULL,
	"balance_centimes" bigint DEFAULT 0 NOT NULL,
	"floor_centimes" bigint,
	CONSTRAINT "accounts_shop_book_kind_key" UNIQUE("shop_id","book","kind"),
	CONSTRAINT "accounts_shop_id_key" UNIQUE("shop_id","id"),
	CONSTRAINT "accounts_above_floor" CHECK ("accounts"."balance_centimes" >= "accounts"."floor_centimes"),
	CONSTRAINT "accounts_kind_known" CHECK ("accounts"."kind" in ('float','held','sold','funding')),
	CONSTRAINT "accounts_book_known" CHECK ("accounts"."book" in ('live','training'))
);
--> statement-breakpoint
CREATE TABLE "transfers" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transfers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"kind" text NOT NULL,
	"from_account_id" integer NOT NULL,
	"to_account_id" integer NOT NULL,
	"amount_centimes" bigint NOT NULL,
	"from_balance_centimes" bigint NOT NULL,
	"to_balance_centimes" bigint NOT NULL,
	"order_id" uuid,
	"request_id" uuid,
	"staff_id" integer,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "transfers_amount_positive" CHECK ("transfers"."amount_centimes" > 0),
	CONSTRAINT "transfers_two_accounts" CHECK ("transfers"."from_account_id" <> "transfers"."to_account_id"),
	CONSTRAINT "transfers_kind_known" CHECK ("transfers"."kind" in ('hold','settle','release','reversal','deposit')),
	CONSTRAINT "transfers_natural_key" CHECK (("transfers"."order_id" is null) <> ("transfers"."request_id" is null))
);
--> statement-breakpoint
CREATE TABLE "order_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "order_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"from_status" "order_status",
	"to_status" "order_status" NOT NULL,
	"staff_id" integer,
	"detail" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"tx" "xid8" DEFAULT pg_current_xact_id() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "order_transitions" (
	"from_status" "order_status" NOT NULL,
	"to_status" "order_status" NOT NULL,
	CONSTRAINT "order_transitions_from_status_to_status_pk" PRIMARY KEY("from_status","to_status")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"shop_id" integer NOT NULL,
	"book" text NOT NULL,
	"staff_id" integer NOT NULL,
	"msisdn" text NOT NULL,
	"operator" text NOT NULL,
	"plan_code" text NOT NULL,
	"plan_name" text NOT NULL,
	"face_centimes" bigint NOT NULL,
	"charge_centimes" bigint NOT NULL,
	"cost_centimes" bigint,
	"is_repeat" boolean DEFAULT false NOT NULL,
	"origin_order_id" uuid,
	"placed_at" timestamp with time zone NOT NULL,
	"status" "order_status" NOT NULL,
	"due_at" timestamp with time zone,
	"send_count" integer DEFAULT 0 NOT NULL,
	"doubt_count" integer DEFAULT 0 NOT NULL,
	"look_count" integer DEFAULT 0 NOT NULL,
	"miss_count" integer DEFAULT 0 NOT NULL,
	"last_sent_at" timestamp with time zone,
	"last_look_at" timestamp with time zone,
	"last_answer" text,
	"topup_id" text,
	"topup_ref" text,
	"provider_status" text,
	"provider_charged_centimes" bigint,
	"refund_message" text,
	"suggested_offers" jsonb,
	"refusal_code" text,
	"refusal_message" text,
	"reversed_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "orders_msisdn_form" CHECK ("orders"."msisdn" ~ '^0[567][0-9]{8}$'),
	CONSTRAINT "orders_face_positive" CHECK ("orders"."face_centimes" > 0),
	CONSTRAINT "orders_charge_positive" CHECK ("orders"."charge_centimes" > 0),
	CONSTRAINT "orders_cost_not_negative" CHECK ("orders"."cost_centimes" >= 0),
	CONSTRAINT "orders_book_known" CHECK ("orders"."book" in ('live','training')),
	CONSTRAINT "orders_final_is_not_due" CHECK (("orders"."status" in ('fulfilled','refunded','rejected','cancelled')) = ("orders"."finished_at" is not null) and ("orders"."finished_at" is null or "orders"."due_at" is null))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"operator" text NOT NULL,
	"kind" text NOT NULL,
	"min_centimes" bigint NOT NULL,
	"max_centimes" bigint NOT NULL,
	"cost_ratio" numeric(9, 6),
	"is_enabled" boolean NOT NULL,
	"position" integer NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plans_range" CHECK ("plans"."min_centimes" <= "plans"."max_centimes"),
	CONSTRAINT "plans_kind_known" CHECK ("plans"."kind" in ('dynamic','fixed','getmenu'))
);
--> statement-breakpoint
CREATE TABLE "shop_prices" (
	"shop_id" integer NOT NULL,
	"plan_code" text NOT NULL,
	"charge_bp" integer NOT NULL,
	CONSTRAINT "shop_prices_shop_id_plan_code_pk" PRIMARY KEY("shop_id","plan_code"),
	CONSTRAINT "shop_prices_charge_bp_range" CHECK ("shop_prices"."charge_bp" between 5000 and 20000)
);
--> statement-breakpoint
CREATE TABLE "shops" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "shops_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"default_charge_bp" integer DEFAULT 10000 NOT NULL,
	"grace_seconds" smallint DEFAULT 0 NOT NULL,
	"repeat_window_seconds" integer DEFAULT 600 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "shops_default_charge_bp_range" CHECK ("shops"."default_charge_bp" between 5000 and 20000),
	CONSTRAINT "shops_grace_seconds_range" CHECK ("shops"."grace_seconds" between 0 and 10),
	CONSTRAINT "shops_repeat_window_range" CHECK ("shops"."repeat_window_seconds" between 0 and 86400)
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "staff_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"shop_id" integer,
	"user_name" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"role" text NOT NULL,
	"is_active" boolean DEFAULT true NOT NULL,
	"session_version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "staff_role_known" CHECK ("staff"."role" in ('cashier','manager','owner','auditor','operator')),
	CONSTRAINT "staff_shop_by_role" CHECK (("staff"."role" = 'operator') = ("staff"."shop_id" is null))
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_from_account_fk" FOREIGN KEY ("shop_id","from_account_id") REFERENCES "public"."accounts"("shop_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transfers" ADD CONSTRAINT "transfers_to_account_fk" FOREIGN KEY ("shop_id","to_account_id") REFERENCES "public"."accounts"("shop_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_origin_order_id_orders_id_fk" FOREIGN KEY ("origin_order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shop_prices" ADD CONSTRAINT "shop_prices_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_order_kind_key" ON "transfers" USING btree ("order_id","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_order_outcome_key" ON "transfers" USING btree ("order_id") WHERE "transfers"."kind" in ('settle','release');--> statement-breakpoint
CREATE UNIQUE INDEX "transfers_request_key" ON "transfers" USING btree ("request_id") WHERE "transfers"."request_id" is not null;--> statement-breakpoint
CREATE INDEX "transfers_from_idx" ON "transfers" USING btree ("from_account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "transfers_to_idx" ON "transfers" USING btree ("to_account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "order_events_order_idx" ON "order_events" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "order_events_tx_idx" ON "order_events" USING btree ("tx");--> statement-breakpoint
CREATE INDEX "orders_shop_placed_idx" ON "orders" USING btree ("shop_id","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_shop_status_placed_idx" ON "orders" USING btree ("shop_id","status","placed_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_shop_msisdn_idx" ON "orders" USING btree ("shop_id","msisdn" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_shop_msisdn_reverse_idx" ON "orders" USING btree ("shop_id",reverse("msisdn") text_pattern_ops);--> statement-breakpoint
CREATE INDEX "orders_due_idx" ON "orders" USING btree ("due_at") WHERE "orders"."due_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "orders_topup_key" ON "orders" USING btree ("topup_id") WHERE "orders"."topup_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "shops_name_key" ON "shops" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_user_name_key" ON "staff" USING btree (lower("user_name"));