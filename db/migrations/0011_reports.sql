CREATE TABLE "report_cells" (
	"shop_id" integer NOT NULL,
	"grain" text NOT NULL,
	"part" text NOT NULL,
	"day" date NOT NULL,
	"flow" text NOT NULL,
	"key" text NOT NULL,
	"operator" text NOT NULL,
	"orders" integer NOT NULL,
	"face_centimes" bigint NOT NULL,
	"charge_centimes" bigint NOT NULL,
	"delays" integer[] NOT NULL,
	"cost_centimes" bigint NOT NULL,
	"uncosted_orders" integer NOT NULL,
	"uncosted_charge_centimes" bigint NOT NULL,
	"first_transfer_id" bigint NOT NULL,
	"last_transfer_id" bigint NOT NULL,
	CONSTRAINT "report_cells_shop_id_grain_part_day_flow_key_pk" PRIMARY KEY("shop_id","grain","part","day","flow","key"),
	CONSTRAINT "report_cells_grain_known" CHECK ("report_cells"."grain" in ('day','month')),
	CONSTRAINT "report_cells_part_known" CHECK ("report_cells"."part" in ('totals','operators','plans','sellers','hours')),
	CONSTRAINT "report_cells_flow_known" CHECK ("report_cells"."flow" in ('sold','delivered','refunded','rejected','cancelled','reversed'))
);
--> statement-breakpoint
CREATE TABLE "report_cursor" (
	"id" smallint PRIMARY KEY DEFAULT 1 NOT NULL,
	"cursor" text NOT NULL,
	"folded_at" timestamp with time zone,
	CONSTRAINT "report_cursor_single" CHECK ("report_cursor"."id" = 1)
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
ALTER TABLE "report_cells" ADD CONSTRAINT "report_cells_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_hours" ADD CONSTRAINT "report_hours_shop_id_shops_id_fk" FOREIGN KEY ("shop_id") REFERENCES "public"."shops"("id") ON DELETE no action ON UPDATE no action;