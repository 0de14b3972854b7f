CREATE TABLE "breaker_overrides" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "breaker_overrides_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"plan_code" text NOT NULL,
	"staff_id" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"until_at" timestamp with time zone NOT NULL,
	CONSTRAINT "breaker_overrides_end" CHECK ("breaker_overrides"."until_at" > "breaker_overrides"."created_at")
);
--> statement-breakpoint
CREATE TABLE "breakers" (
	"scope" text NOT NULL,
	"subject" text NOT NULL,
	"reason" text NOT NULL,
	"bad_numbers" integer NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"closed_at" timestamp with time zone,
	"probe_at" timestamp with time zone NOT NULL,
	"probe_order_id" uuid,
	CONSTRAINT "breakers_scope_subject_pk" PRIMARY KEY("scope","subject"),
	CONSTRAINT "breakers_scope_known" CHECK ("breakers"."scope" in ('operator','plan')),
	CONSTRAINT "breakers_reason_known" CHECK ("breakers"."reason" in ('failing','reported_down')),
	CONSTRAINT "breakers_closed_after_opened" CHECK ("breakers"."closed_at" >= "breakers"."opened_at")
);
--> statement-breakpoint
CREATE TABLE "plan_delays" (
	"plan_code" text PRIMARY KEY NOT NULL,
	"usual_ms" integer,
	"usual_at" timestamp with time zone,
	"present_ms" integer,
	CONSTRAINT "plan_delays_not_negative" CHECK ("plan_delays"."usual_ms" >= 0 and "plan_delays"."present_ms" >= 0)
);
--> statement-breakpoint
ALTER TABLE "upstream_state" ADD COLUMN "pinged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "upstream_state" ADD COLUMN "breakers_judged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ADD CONSTRAINT "breaker_overrides_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "breaker_overrides" ADD CONSTRAINT "breaker_overrides_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "breaker_overrides_shop_plan_idx" ON "breaker_overrides" USING btree ("shop_id","plan_code","until_at" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_sent_idx" ON "orders" USING brin ("last_sent_at") WITH (autosummarize=true,pages_per_range=32);