CREATE TABLE "report_cursor" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"cursor" text NOT NULL,
	"folded_at" timestamp with time zone,
	CONSTRAINT "report_cursor_single" CHECK ("report_cursor"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "report_days" (
	"shop_id" integer NOT NULL,
	"day" date NOT NULL,
	"flow" text NOT NULL,
	"operator" text NOT NULL,
	"plan_code" text NOT NULL,
	"staff_id" integer NOT NULL,
	"orders" integer NOT NULL,
	"face_centimes" bigint NOT NULL,
	"charge_centimes" bigint NOT NULL,
	"delays" integer[] NOT NULL,
	"cost_centimes" bigint NOT NULL,
	"uncosted_orders" integer NOT NULL,
	"uncosted_charge_centimes" bigint NOT NULL,
	"first_transfer_id" bigint NOT NULL,
	"last_transfer_id" bigint NOT NULL,
	CONSTRAINT "report_days_shop_id_day_flow_operator_plan_code_staff_id_pk" PRIMARY KEY("shop_id","day","flow","operator","plan_code","staff_id"),
	CONSTRAINT "report_days_flow_known" CHECK ("report_days"."flow" in ('sold','delivered','refunded','rejected','cancelled','reversed'))
);
--> statement-breakpoint
CREATE TABLE "report_hours" (
	"shop_id" integer NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"flow" text NOT NULL,
	"operator" text NOT NULL,
	"orders" integer NOT NULL,
	"face_centimes" bigint NOT NULL,
	"charge_centimes" bigint NOT NULL,
	"delays" integer[] NOT NULL,
	CONSTRAINT "report_hours_shop_id_hour_flow_operator_pk" PRIMARY KEY("shop_id","hour","flow","operator"),
	CONSTRAINT "report_hours_flow_known" CHECK ("report_hours"."flow" in ('sold','delivered','refunded','rejected','cancelled','reversed'))
);
--> statement-breakpoint
ALTER TABLE "report_days" ADD CONSTRAINT "report_days_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_hours" ADD CONSTRAINT "report_hours_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;