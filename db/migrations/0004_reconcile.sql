CREATE TABLE "provider_lines" (
	"account" text NOT NULL,
	"line_id" text NOT NULL,
	"kind" text NOT NULL,
	"amount_centimes" bigint NOT NULL,
	"old_balance_centimes" bigint NOT NULL,
	"new_balance_centimes" bigint NOT NULL,
	"topup_id" text,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"window_id" integer NOT NULL,
	"window_page" integer NOT NULL,
	CONSTRAINT "provider_lines_account_line_id_pk" PRIMARY KEY("account","line_id")
);
--> statement-breakpoint
CREATE TABLE "provider_orders" (
	"account" text NOT NULL,
	"topup_id" text NOT NULL,
	"ref" text NOT NULL,
	"ref_order_id" uuid,
	"status" text NOT NULL,
	"raw_status" text NOT NULL,
	"plan_code" text NOT NULL,
	"msisdn" text NOT NULL,
	"face_centimes" bigint NOT NULL,
	"charged_centimes" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"window_id" integer NOT NULL,
	"window_page" integer NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "provider_orders_account_topup_id_pk" PRIMARY KEY("account","topup_id")
);
--> statement-breakpoint
CREATE TABLE "reconcile_faults" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reconcile_faults_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"run_id" integer NOT NULL,
	"window_id" integer,
	"source" text NOT NULL,
	"page" integer,
	"kind" text NOT NULL,
	"detail" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "reconcile_faults_source_known" CHECK ("reconcile_faults"."source" in ('orders','lines','balance'))
);
--> statement-breakpoint
CREATE TABLE "reconcile_findings" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reconcile_findings_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"account" text NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"first_run_id" integer NOT NULL,
	"last_run_id" integer NOT NULL,
	"order_id" uuid,
	"shop_id" integer,
	"topup_id" text,
	"plan_code" text,
	"msisdn" text,
	"at" timestamp with time zone,
	"expected_centimes" bigint,
	"found_centimes" bigint,
	"effect_centimes" bigint NOT NULL,
	"note" text,
	CONSTRAINT "reconcile_findings_subject_key" UNIQUE("account","kind","subject")
);
--> statement-breakpoint
CREATE TABLE "reconcile_runs" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reconcile_runs_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"account" text NOT NULL,
	"reason" text NOT NULL,
	"staff_id" integer,
	"started_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone,
	"concluded_at" timestamp with time zone,
	"since" timestamp with time zone NOT NULL,
	"walk_from" timestamp with time zone NOT NULL,
	"walk_until" timestamp with time zone NOT NULL,
	"request_count" integer DEFAULT 0 NOT NULL,
	"failure_count" smallint DEFAULT 0 NOT NULL,
	"wait_reason" text,
	"balance_centimes" bigint,
	"balance_at" timestamp with time zone,
	"is_whole" boolean,
	"opening_centimes" bigint,
	"deposit_centimes" bigint,
	"other_movements" jsonb,
	"charged_centimes" bigint,
	"refunded_centimes" bigint,
	"under_way_centimes" bigint,
	"rounding_centimes" bigint,
	"named_centimes" bigint,
	"rest_centimes" bigint,
	"order_count" integer,
	CONSTRAINT "reconcile_runs_reason_known" CHECK ("reconcile_runs"."reason" in ('daily','asked')),
	CONSTRAINT "reconcile_runs_ended_once" CHECK ("reconcile_runs"."due_at" is null or "reconcile_runs"."concluded_at" is null),
	CONSTRAINT "reconcile_runs_walk_forward" CHECK ("reconcile_runs"."walk_from" < "reconcile_runs"."walk_until")
);
--> statement-breakpoint
CREATE TABLE "reconcile_windows" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reconcile_windows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"run_id" integer NOT NULL,
	"source" text NOT NULL,
	"opens_at" timestamp with time zone NOT NULL,
	"closes_at" timestamp with time zone NOT NULL,
	"attempt" smallint DEFAULT 1 NOT NULL,
	"next_page" integer DEFAULT 1 NOT NULL,
	"page_tries" smallint DEFAULT 0 NOT NULL,
	"page_count" integer,
	"row_count" integer,
	"is_whole" boolean,
	CONSTRAINT "reconcile_windows_attempt_key" UNIQUE("run_id","source","opens_at","closes_at","attempt"),
	CONSTRAINT "reconcile_windows_source_known" CHECK ("reconcile_windows"."source" in ('orders','lines'))
);
--> statement-breakpoint
ALTER TABLE "reconcile_faults" ADD CONSTRAINT "reconcile_faults_run_id_reconcile_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconcile_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_faults" ADD CONSTRAINT "reconcile_faults_window_id_reconcile_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."reconcile_windows"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_findings" ADD CONSTRAINT "reconcile_findings_first_run_id_reconcile_runs_id_fk" FOREIGN KEY ("first_run_id") REFERENCES "public"."reconcile_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_findings" ADD CONSTRAINT "reconcile_findings_last_run_id_reconcile_runs_id_fk" FOREIGN KEY ("last_run_id") REFERENCES "public"."reconcile_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_findings" ADD CONSTRAINT "reconcile_findings_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_findings" ADD CONSTRAINT "reconcile_findings_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_runs" ADD CONSTRAINT "reconcile_runs_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reconcile_windows" ADD CONSTRAINT "reconcile_windows_run_id_reconcile_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."reconcile_runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "provider_lines_at_idx" ON "provider_lines" USING btree ("account","at");--> statement-breakpoint
CREATE INDEX "provider_lines_topup_idx" ON "provider_lines" USING btree ("topup_id") WHERE "provider_lines"."topup_id" is not null;--> statement-breakpoint
CREATE INDEX "provider_lines_window_idx" ON "provider_lines" USING btree ("window_id");--> statement-breakpoint
CREATE INDEX "provider_orders_ref_idx" ON "provider_orders" USING btree ("ref_order_id") WHERE "provider_orders"."ref_order_id" is not null;--> statement-breakpoint
CREATE INDEX "provider_orders_created_idx" ON "provider_orders" USING btree ("account","created_at");--> statement-breakpoint
CREATE INDEX "provider_orders_window_idx" ON "provider_orders" USING btree ("window_id");--> statement-breakpoint
CREATE INDEX "provider_orders_topup_idx" ON "provider_orders" USING btree ("topup_id");--> statement-breakpoint
CREATE INDEX "reconcile_faults_run_idx" ON "reconcile_faults" USING btree ("run_id","id");--> statement-breakpoint
CREATE INDEX "reconcile_findings_run_idx" ON "reconcile_findings" USING btree ("last_run_id",abs("effect_centimes") desc);--> statement-breakpoint
CREATE UNIQUE INDEX "reconcile_runs_open_key" ON "reconcile_runs" USING btree ("account") WHERE "reconcile_runs"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "reconcile_runs_account_idx" ON "reconcile_runs" USING btree ("account","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "reconcile_windows_whole_idx" ON "reconcile_windows" USING btree ("source","opens_at") WHERE "reconcile_windows"."is_whole";