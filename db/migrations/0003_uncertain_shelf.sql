CREATE TABLE "late_results" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "late_results_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"said" text NOT NULL,
	"cash_centimes" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone,
	"closed_by" integer,
	CONSTRAINT "late_results_once" UNIQUE("order_id","kind","said"),
	CONSTRAINT "late_results_kind_known" CHECK ("late_results"."kind" in ('delivered_late','refunded_late','reversed','contradiction')),
	CONSTRAINT "late_results_cash_not_negative" CHECK ("late_results"."cash_centimes" >= 0),
	CONSTRAINT "late_results_closed_by_somebody" CHECK (("late_results"."closed_at" is null) = ("late_results"."closed_by" is null))
);
--> statement-breakpoint
CREATE TABLE "verdicts" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "verdicts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"shop_id" integer NOT NULL,
	"order_id" uuid NOT NULL,
	"staff_id" integer NOT NULL,
	"is_operator" boolean NOT NULL,
	"voices_needed" integer NOT NULL,
	"said" text NOT NULL,
	"reason" text NOT NULL,
	"evidence" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "verdicts_said_known" CHECK ("verdicts"."said" in ('delivered','not_delivered')),
	CONSTRAINT "verdicts_reason_given" CHECK (length(btrim("verdicts"."reason")) between 3 and 500),
	CONSTRAINT "verdicts_evidence_given" CHECK (length(btrim("verdicts"."evidence")) between 3 and 1000)
);
--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "verdict_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "orders" ADD COLUMN "look_back_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "shops" ADD COLUMN "late_after_seconds" integer DEFAULT 180 NOT NULL;--> statement-breakpoint
ALTER TABLE "shops" ADD COLUMN "second_verdict_above_centimes" bigint DEFAULT 200000 NOT NULL;--> statement-breakpoint
ALTER TABLE "late_results" ADD CONSTRAINT "late_results_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_results" ADD CONSTRAINT "late_results_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_results" ADD CONSTRAINT "late_results_closed_by_staff_id_fk" FOREIGN KEY ("closed_by") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_order_id_orders_id_fk" FOREIGN KEY ("order_id") REFERENCES "public"."orders"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "verdicts" ADD CONSTRAINT "verdicts_staff_id_staff_id_fk" FOREIGN KEY ("staff_id") REFERENCES "public"."staff"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "late_results_open_idx" ON "late_results" USING btree ("shop_id","id") WHERE "late_results"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "late_results_shop_idx" ON "late_results" USING btree ("shop_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "verdicts_order_idx" ON "verdicts" USING btree ("order_id","id");--> statement-breakpoint
CREATE INDEX "orders_look_back_idx" ON "orders" USING btree ("look_back_at") WHERE "orders"."look_back_at" is not null;--> statement-breakpoint
CREATE INDEX "orders_shop_code_idx" ON "orders" USING btree ("shop_id",right("id"::text, 6));--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_look_back_is_final" CHECK ("orders"."look_back_at" is null or "orders"."finished_at" is not null);--> statement-breakpoint
ALTER TABLE "orders" ADD CONSTRAINT "orders_verdict_is_final" CHECK ("orders"."verdict_at" is null or "orders"."status" in ('fulfilled','refunded'));--> statement-breakpoint
ALTER TABLE "shops" ADD CONSTRAINT "shops_late_after_range" CHECK ("shops"."late_after_seconds" between 30 and 3600);--> statement-breakpoint
ALTER TABLE "shops" ADD CONSTRAINT "shops_second_verdict_not_negative" CHECK ("shops"."second_verdict_above_centimes" >= 0);