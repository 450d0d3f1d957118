BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'papertrail','m001_works_and_sources','2026-11-30 23:41:23.046371+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'papertrail','m002_digests','2026-11-30 23:41:23.047770+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'papertrail','m003_one_work_many_appearances','2026-11-30 23:41:23.056673+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'papertrail','m004_deliveries','2026-11-30 23:41:23.066439+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'papertrail','m005_marks','2026-11-30 23:41:23.067666+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'papertrail','m006_ledger_of_digests','2026-11-30 23:41:23.077907+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'papertrail','m007_facets','2026-11-30 23:41:23.079543+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'papertrail','m008_topic_models','2026-11-30 23:41:23.080072+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'papertrail','m009_saved_searches','2026-11-30 23:41:23.080824+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'papertrail','m010_author_words','2026-11-30 23:41:23.081362+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'papertrail','m011_author_words_new','2026-11-30 23:41:23.081759+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'papertrail','m012_dois_in_lower_case','2026-11-30 23:41:23.081919+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'papertrail','m013_authorities','2026-11-30 23:41:23.083541+00:00');
INSERT INTO "_sqlite_migrations" VALUES(14,'papertrail','m014_no_secrets_in_names','2026-11-30 23:41:23.083786+00:00');
INSERT INTO "_sqlite_migrations" VALUES(15,'papertrail','m015_enclosed_digests','2026-11-30 23:41:23.084037+00:00');
CREATE TABLE absorbed (
            work INTEGER PRIMARY KEY,
            into_work INTEGER NOT NULL,
            happened TEXT NOT NULL
        ) STRICT;
INSERT INTO "absorbed" VALUES(402,401,'2026-06-14T08:00:00Z');
CREATE TABLE "appearances" (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            source TEXT NOT NULL,
            scheme TEXT NOT NULL,     -- the paper's own identifier in that source
            value TEXT NOT NULL,
            others TEXT,              -- JSON, further identifiers as [scheme, value]
            venue TEXT,
            year INTEGER,
            url TEXT NOT NULL,
            said TEXT,                -- JSON, of texts, authors and what arXiv says what differs from the work's
            seen TEXT NOT NULL, authority INTEGER NOT NULL DEFAULT 0, by_hand INTEGER NOT NULL DEFAULT 0,
            UNIQUE (source, scheme, value)
        ) STRICT;
INSERT INTO "appearances" VALUES(1,1,'arxiv:cs.LG','arxiv','2606.00001',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00001',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(2,2,'arxiv:cs.LG','arxiv','2606.00002',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00002',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(7,7,'arxiv:cs.LG','arxiv','2606.00007','[["doi", "10.1000/X.7"]]',NULL,NULL,'https://arxiv.org/abs/2606.00007',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(49,49,'arxiv:cs.LG','arxiv','2606.00049','[["doi", "10.1000/X.49"]]',NULL,NULL,'https://arxiv.org/abs/2606.00049',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(50,50,'arxiv:cs.LG','arxiv','2606.00050',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00050',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(51,51,'arxiv:cs.LG','arxiv','2606.00051',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00051',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(52,52,'arxiv:cs.LG','arxiv','2606.00052',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00052',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(60,60,'arxiv:cs.LG','arxiv','2606.00060',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00060',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(61,61,'arxiv:cs.LG','arxiv','2606.00061',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00061',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(70,70,'arxiv:cs.LG','arxiv','2606.00070','[["doi", "10.1000/X.70"]]',NULL,NULL,'https://arxiv.org/abs/2606.00070',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(150,150,'arxiv:cs.LG','arxiv','2606.00150',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00150',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(151,151,'arxiv:cs.LG','arxiv','2606.00151',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00151',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(152,152,'arxiv:cs.LG','arxiv','2606.00152',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00152',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(153,153,'arxiv:cs.LG','arxiv','2606.00153',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00153',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(154,154,'arxiv:cs.LG','arxiv','2606.00154','[["doi", "10.1000/X.154"]]',NULL,NULL,'https://arxiv.org/abs/2606.00154',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(155,155,'arxiv:cs.LG','arxiv','2606.00155',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00155',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(156,156,'arxiv:cs.LG','arxiv','2606.00156',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00156',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(157,157,'arxiv:cs.LG','arxiv','2606.00157',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00157',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(158,158,'arxiv:cs.LG','arxiv','2606.00158',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00158',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(159,159,'arxiv:cs.LG','arxiv','2606.00159',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00159',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(160,160,'arxiv:cs.LG','arxiv','2606.00160',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00160',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(161,161,'arxiv:cs.LG','arxiv','2606.00161','[["doi", "10.1000/X.161"]]',NULL,NULL,'https://arxiv.org/abs/2606.00161',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(162,162,'arxiv:cs.LG','arxiv','2606.00162',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00162',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(163,163,'arxiv:cs.LG','arxiv','2606.00163',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00163',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(164,164,'arxiv:cs.LG','arxiv','2606.00164',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00164',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(200,200,'arxiv:cs.LG','arxiv','2606.00200',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00200',NULL,'2026-06-01T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(300,300,'arxiv:cs.LG','arxiv','2606.00300',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00300',NULL,'2026-06-02T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(401,401,'arxiv:cs.LG','arxiv','2606.00401',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00401','{"title": "Tensor retrieval value sparse learning bayesian 401", "abstract": "We study protein causal agent diffusion diffusion token protein value.", "updated": "2026-06-10T08:00:00Z", "authors": ["Ada Value", "Ada Retrieval"]}','2026-06-03T08:00:00Z',2,1);
INSERT INTO "appearances" VALUES(402,401,'arxiv:cs.LG','arxiv','2606.00402',NULL,NULL,NULL,'https://arxiv.org/abs/2606.00402','{"submitted": "2026-06-11T08:00:00Z"}','2026-06-03T08:00:00Z',2,1);
INSERT INTO "appearances" VALUES(1700,1700,'arxiv:cs.LG','arxiv','2606.01700',NULL,NULL,NULL,'https://arxiv.org/abs/2606.01700',NULL,'2026-06-09T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1701,1701,'arxiv:cs.LG','arxiv','2606.01701','[["doi", "10.1000/X.1701"]]',NULL,NULL,'https://arxiv.org/abs/2606.01701',NULL,'2026-06-09T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1750,1750,'arxiv:cs.LG','arxiv','2606.01750','[["doi", "10.1000/X.1750"]]',NULL,NULL,'https://arxiv.org/abs/2606.01750',NULL,'2026-06-09T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1801,1,'neurips','openreview','id000000',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000000','{"abstract": "We study learning latent latent folding speech agent causal models."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1802,2,'neurips','openreview','id000001',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000001','{"abstract": "We study policy latent robust learning causal kernel policy diffusion."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1807,7,'neurips','openreview','id000006',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000006','{"abstract": "We study agent protein attention value value tensor policy protein."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1849,49,'neurips','openreview','id000048',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000048','{"abstract": "We study policy diffusion tensor agent language retrieval kernel protein."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1850,50,'neurips','openreview','id000049',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000049','{"abstract": "We study vision retrieval bayesian folding causal policy speech sparse."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1851,51,'neurips','openreview','id000050',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000050','{"abstract": "We study causal learning folding speech attention protein retrieval bayesian."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1852,52,'neurips','openreview','id000051',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000051','{"abstract": "We study learning sampling kernel attention attention retrieval policy agent."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1860,60,'neurips','openreview','id000059',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000059','{"abstract": "We study attention folding learning token value token attention causal."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1861,61,'neurips','openreview','id000060',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000060','{"abstract": "We study sparse diffusion retrieval bayesian folding latent learning attention."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1870,70,'neurips','openreview','id000069',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000069','{"abstract": "We study speech kernel speech sampling token latent folding sampling."}','2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1901,1801,'neurips','openreview','id000200',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000200',NULL,'2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1902,1802,'neurips','openreview','id000201',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000201',NULL,'2026-06-11T08:00:00Z',2,0);
INSERT INTO "appearances" VALUES(1930,1830,'neurips','openreview','id000229',NULL,'NeurIPS 2025',2025,'https://openreview.net/forum?id=id000229',NULL,'2026-06-11T08:00:00Z',2,0);
CREATE TABLE author_words (
            word TEXT NOT NULL,
            work INTEGER NOT NULL,    -- a work that has gone may still be named
            PRIMARY KEY (word, work)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE author_words_new (
            word TEXT NOT NULL,
            work INTEGER NOT NULL,
            PRIMARY KEY (word, work)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE author_words_reached (reached INTEGER NOT NULL) STRICT;
INSERT INTO "author_words_reached" VALUES(0);
CREATE TABLE authors (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            affiliation TEXT,
            PRIMARY KEY (work, position)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "authors" VALUES(1,0,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(1,1,'Ada Value',NULL);
INSERT INTO "authors" VALUES(2,0,'Ada Causal',NULL);
INSERT INTO "authors" VALUES(2,1,'Ada Protein',NULL);
INSERT INTO "authors" VALUES(2,2,'Ada Latent',NULL);
INSERT INTO "authors" VALUES(7,0,'Ada Language',NULL);
INSERT INTO "authors" VALUES(7,1,'Ada Agent',NULL);
INSERT INTO "authors" VALUES(7,2,'Ada Folding',NULL);
INSERT INTO "authors" VALUES(7,3,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(49,0,'Ada Protein',NULL);
INSERT INTO "authors" VALUES(49,1,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(50,0,'Ada Language',NULL);
INSERT INTO "authors" VALUES(50,1,'Ada Latent',NULL);
INSERT INTO "authors" VALUES(50,2,'Ada Models',NULL);
INSERT INTO "authors" VALUES(51,0,'Ada Learning',NULL);
INSERT INTO "authors" VALUES(51,1,'Ada Attention',NULL);
INSERT INTO "authors" VALUES(51,2,'Ada Token',NULL);
INSERT INTO "authors" VALUES(51,3,'Ada Tensor',NULL);
INSERT INTO "authors" VALUES(52,0,'Ada Causal',NULL);
INSERT INTO "authors" VALUES(60,0,'Ada Value',NULL);
INSERT INTO "authors" VALUES(61,0,'Ada Causal',NULL);
INSERT INTO "authors" VALUES(61,1,'Ada Flow',NULL);
INSERT INTO "authors" VALUES(70,0,'Ada Diffusion',NULL);
INSERT INTO "authors" VALUES(70,1,'Ada Vision',NULL);
INSERT INTO "authors" VALUES(70,2,'Ada Language',NULL);
INSERT INTO "authors" VALUES(150,0,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(150,1,'Ada Models',NULL);
INSERT INTO "authors" VALUES(150,2,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(151,0,'Ada Causal',NULL);
INSERT INTO "authors" VALUES(151,1,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(151,2,'Ada Vision',NULL);
INSERT INTO "authors" VALUES(151,3,'Ada Diffusion',NULL);
INSERT INTO "authors" VALUES(152,0,'Ada Value',NULL);
INSERT INTO "authors" VALUES(153,0,'Ada Diffusion',NULL);
INSERT INTO "authors" VALUES(153,1,'Ada Kernel',NULL);
INSERT INTO "authors" VALUES(154,0,'Ada Flow',NULL);
INSERT INTO "authors" VALUES(154,1,'Ada Causal',NULL);
INSERT INTO "authors" VALUES(154,2,'Ada Agent',NULL);
INSERT INTO "authors" VALUES(155,0,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(155,1,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(155,2,'Ada Token',NULL);
INSERT INTO "authors" VALUES(155,3,'Ada Protein',NULL);
INSERT INTO "authors" VALUES(156,0,'Ada Vision',NULL);
INSERT INTO "authors" VALUES(157,0,'Ada Latent',NULL);
INSERT INTO "authors" VALUES(157,1,'Ada Robust',NULL);
INSERT INTO "authors" VALUES(158,0,'Ada Tensor',NULL);
INSERT INTO "authors" VALUES(158,1,'Ada Flow',NULL);
INSERT INTO "authors" VALUES(158,2,'Ada Attention',NULL);
INSERT INTO "authors" VALUES(159,0,'Ada Language',NULL);
INSERT INTO "authors" VALUES(159,1,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(159,2,'Ada Latent',NULL);
INSERT INTO "authors" VALUES(159,3,'Ada Value',NULL);
INSERT INTO "authors" VALUES(160,0,'Ada Diffusion',NULL);
INSERT INTO "authors" VALUES(161,0,'Ada Sparse',NULL);
INSERT INTO "authors" VALUES(161,1,'Ada Graph',NULL);
INSERT INTO "authors" VALUES(162,0,'Ada Robust',NULL);
INSERT INTO "authors" VALUES(162,1,'Ada Folding',NULL);
INSERT INTO "authors" VALUES(162,2,'Ada Sampling',NULL);
INSERT INTO "authors" VALUES(163,0,'Ada Diffusion',NULL);
INSERT INTO "authors" VALUES(163,1,'Ada Agent',NULL);
INSERT INTO "authors" VALUES(163,2,'Ada Graph',NULL);
INSERT INTO "authors" VALUES(163,3,'Ada Learning',NULL);
INSERT INTO "authors" VALUES(164,0,'Ada Attention',NULL);
INSERT INTO "authors" VALUES(200,0,'Ada Folding',NULL);
INSERT INTO "authors" VALUES(300,0,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(401,0,'Ada Protein',NULL);
INSERT INTO "authors" VALUES(401,1,'Ada Retrieval',NULL);
INSERT INTO "authors" VALUES(401,2,'Ada Agent',NULL);
INSERT INTO "authors" VALUES(1700,0,'Ada Models',NULL);
INSERT INTO "authors" VALUES(1701,0,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(1701,1,'Ada Robust',NULL);
INSERT INTO "authors" VALUES(1750,0,'Ada Robust',NULL);
INSERT INTO "authors" VALUES(1750,1,'Ada Flow',NULL);
INSERT INTO "authors" VALUES(1750,2,'Ada Value',NULL);
INSERT INTO "authors" VALUES(1801,0,'Ada Graph',NULL);
INSERT INTO "authors" VALUES(1802,0,'Ada Token',NULL);
INSERT INTO "authors" VALUES(1802,1,'Ada Language',NULL);
INSERT INTO "authors" VALUES(1830,0,'Ada Bayesian',NULL);
INSERT INTO "authors" VALUES(1830,1,'Ada Token',NULL);
CREATE TABLE categories (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            position INTEGER NOT NULL, -- 0 is the primary category
            name TEXT NOT NULL,
            PRIMARY KEY (work, position)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "categories" VALUES(1,0,'cs.LG');
INSERT INTO "categories" VALUES(2,0,'cs.LG');
INSERT INTO "categories" VALUES(7,0,'cs.LG');
INSERT INTO "categories" VALUES(49,0,'cs.LG');
INSERT INTO "categories" VALUES(50,0,'cs.LG');
INSERT INTO "categories" VALUES(51,0,'cs.LG');
INSERT INTO "categories" VALUES(52,0,'cs.LG');
INSERT INTO "categories" VALUES(60,0,'cs.LG');
INSERT INTO "categories" VALUES(61,0,'cs.LG');
INSERT INTO "categories" VALUES(70,0,'cs.LG');
INSERT INTO "categories" VALUES(150,0,'cs.LG');
INSERT INTO "categories" VALUES(151,0,'cs.LG');
INSERT INTO "categories" VALUES(152,0,'cs.LG');
INSERT INTO "categories" VALUES(153,0,'cs.LG');
INSERT INTO "categories" VALUES(154,0,'cs.LG');
INSERT INTO "categories" VALUES(155,0,'cs.LG');
INSERT INTO "categories" VALUES(156,0,'cs.LG');
INSERT INTO "categories" VALUES(157,0,'cs.LG');
INSERT INTO "categories" VALUES(158,0,'cs.LG');
INSERT INTO "categories" VALUES(159,0,'cs.LG');
INSERT INTO "categories" VALUES(160,0,'cs.LG');
INSERT INTO "categories" VALUES(161,0,'cs.LG');
INSERT INTO "categories" VALUES(162,0,'cs.LG');
INSERT INTO "categories" VALUES(163,0,'cs.LG');
INSERT INTO "categories" VALUES(164,0,'cs.LG');
INSERT INTO "categories" VALUES(200,0,'cs.LG');
INSERT INTO "categories" VALUES(300,0,'cs.LG');
INSERT INTO "categories" VALUES(401,0,'cs.LG');
INSERT INTO "categories" VALUES(1700,0,'cs.LG');
INSERT INTO "categories" VALUES(1701,0,'cs.LG');
INSERT INTO "categories" VALUES(1750,0,'cs.LG');
INSERT INTO "categories" VALUES(1,1,'stat.ML');
INSERT INTO "categories" VALUES(7,1,'stat.ML');
INSERT INTO "categories" VALUES(49,1,'stat.ML');
INSERT INTO "categories" VALUES(51,1,'stat.ML');
INSERT INTO "categories" VALUES(61,1,'stat.ML');
INSERT INTO "categories" VALUES(151,1,'stat.ML');
INSERT INTO "categories" VALUES(153,1,'stat.ML');
INSERT INTO "categories" VALUES(155,1,'stat.ML');
INSERT INTO "categories" VALUES(157,1,'stat.ML');
INSERT INTO "categories" VALUES(159,1,'stat.ML');
INSERT INTO "categories" VALUES(161,1,'stat.ML');
INSERT INTO "categories" VALUES(163,1,'stat.ML');
INSERT INTO "categories" VALUES(1701,1,'stat.ML');
CREATE TABLE claims (
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            appearance INTEGER NOT NULL REFERENCES appearances (id) ON DELETE CASCADE,
            PRIMARY KEY (scheme, value, appearance)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "claims" VALUES('doi','10.1000/1',1);
INSERT INTO "claims" VALUES('doi','10.1000/2',2);
INSERT INTO "claims" VALUES('doi','10.1000/7',7);
CREATE TABLE days (
            source TEXT NOT NULL,
            day TEXT NOT NULL,        -- of the announcement
            status TEXT NOT NULL,
            expected INTEGER,         -- by the upstream's own count
            seen INTEGER NOT NULL,
            missing TEXT NOT NULL,    -- JSON, identifiers that were seen and are not stored, as [scheme, value]
            note TEXT NOT NULL,
            checked TEXT NOT NULL,
            PRIMARY KEY (source, day)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-01','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','first','2026-06-01T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-02','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-02T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-03','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-03T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-04','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-04T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-05','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-05T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-06','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-06T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-07','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-07T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-08','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-08T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-09','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-09T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-10','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-10T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-11','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-11T08:00:00Z');
INSERT INTO "days" VALUES('arxiv:cs.LG','2026-06-12','current',8,8,'[["arxiv", "2606.01801"], ["arxiv", "2606.01802"]]','','2026-06-12T08:00:00Z');
CREATE TABLE deliveries (
            id INTEGER PRIMARY KEY,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
            channel TEXT NOT NULL,     -- as config.toml names it
            key TEXT NOT NULL UNIQUE,  -- by which the receiving side knows a repetition
            -- planned; sending: from here on the channel may have it; confirmed; failed: it surely has not; dropped
            state TEXT NOT NULL CHECK (state IN ('planned', 'sending', 'confirmed', 'failed', 'dropped')),
            attempts INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            moment TEXT NOT NULL,      -- of the last change
            UNIQUE (digest, channel)
        ) STRICT;
INSERT INTO "deliveries" VALUES(1,1,'mail','b55cc8f161264aac80991fb03b661e54','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(2,1,'chat','2461788dff97428daaeb3c9885f87979','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(3,2,'mail','43bc47080031402e9a0860d9b215e333','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(4,2,'chat','6c609a5c8faf492da487219799711560','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(5,3,'mail','dce249525ff748778620ac4e38fdf767','failed',1,'answered 503','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(6,3,'chat','8b4bd04a14b744969d471f75a99ce75c','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(7,4,'mail','fb00e4a65efd4710a819665652329bcd','sending',1,'no answer','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(8,4,'chat','a927adabde604be18dfc317eeacef0a9','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(9,5,'mail','e3a492b423534711bf6253a99f5d2dab','planned',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(10,5,'chat','3487d20664a2412ca5464eaa098db3bc','failed',1,'answered 503','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(11,6,'mail','a4afeadef8d845d0a46bd871af60b6c2','confirmed',1,'','2026-06-13T08:00:00Z');
INSERT INTO "deliveries" VALUES(12,6,'chat','ee44f52135ca4dfc9a8c72a369d6116b','confirmed',1,'','2026-06-13T08:00:00Z');
CREATE TABLE digest_events (
            event INTEGER PRIMARY KEY REFERENCES events (id) ON DELETE CASCADE,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE
        ) STRICT;
INSERT INTO "digest_events" VALUES(1,1);
INSERT INTO "digest_events" VALUES(7,2);
CREATE TABLE digest_papers (
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE,
            topic TEXT NOT NULL,
            rank INTEGER NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            score REAL NOT NULL,
            why TEXT NOT NULL, role TEXT NOT NULL DEFAULT 'match',          -- JSON
            PRIMARY KEY (digest, topic, rank)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "digest_papers" VALUES(1,'Graphs',1,150,1.0,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',2,152,0.9,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',3,154,0.8,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',4,156,0.7,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',5,158,0.6,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',6,160,0.5,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',7,162,0.4,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Graphs',8,164,0.3,'{"terms": [["graph", 0.5]], "like": null}','exploration');
INSERT INTO "digest_papers" VALUES(1,'Speech',1,151,0.95,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',2,153,0.85,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',3,155,0.75,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',4,157,0.65,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',5,159,0.55,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',6,161,0.45,'{"terms": [["graph", 0.5]], "like": null}','match');
INSERT INTO "digest_papers" VALUES(1,'Speech',7,163,0.35,'{"terms": [["graph", 0.5]], "like": null}','exploration');
CREATE TABLE digests (
            id INTEGER PRIMARY KEY,
            created TEXT NOT NULL,
            considered INTEGER NOT NULL,
            last_work INTEGER NOT NULL, -- works up to this id were considered; the next digest goes on from here
            sources TEXT NOT NULL       -- JSON, how the sources stood
        , carried INTEGER NOT NULL DEFAULT 0, uid TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "digests" VALUES(1,'2026-06-01T08:00:00Z',20,170,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',0,'07f761accdd740d6a446c2cdd1393f7f');
INSERT INTO "digests" VALUES(2,'2026-06-02T08:00:00Z',20,300,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',1,'238cc68146174404ba7ec76702425ed6');
INSERT INTO "digests" VALUES(3,'2026-06-03T08:00:00Z',20,430,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',2,'770dd52f5f9345bfa35688bf1f0183e9');
INSERT INTO "digests" VALUES(4,'2026-06-04T08:00:00Z',20,560,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',3,'336ce4ce315643ad935e8d6476823c13');
INSERT INTO "digests" VALUES(5,'2026-06-05T08:00:00Z',20,690,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',4,'0e6323fd48bd4a1ba53d03957e717c26');
INSERT INTO "digests" VALUES(6,'2026-06-06T08:00:00Z',20,820,'[["arxiv:cs.LG", "current", 20], ["neurips", "failed", 0]]',5,'f6f8c43b791b4204bcae8facc8b53d81');
CREATE TABLE discussions (
            scheme TEXT NOT NULL,     -- of the paper that is discussed, stored or not
            value TEXT NOT NULL,
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            source TEXT NOT NULL,
            seen TEXT NOT NULL,
            PRIMARY KEY (scheme, value, url)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "discussions" VALUES('url','https://blog.example/50','https://blog.example/50','Graph protein value retrieval kernel models 51','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/51','https://blog.example/51','Value protein sampling tensor kernel sparse 52','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/52','https://blog.example/52','Token latent kernel language tensor attention 53','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/53','https://blog.example/53','Graph value kernel token diffusion folding 54','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/54','https://blog.example/54','Causal models language bayesian graph vision 55','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/55','https://blog.example/55','Protein attention latent folding token learning 56','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/56','https://blog.example/56','Token tensor attention agent models learning 57','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/57','https://blog.example/57','Models bayesian kernel agent robust token 58','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/58','https://blog.example/58','Kernel causal sparse folding retrieval attention 59','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/59','https://blog.example/59','Latent folding agent sparse learning bayesian 60','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/60','https://blog.example/60','Sparse sampling value vision retrieval attention 61','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/61','https://blog.example/61','Retrieval attention sparse tensor bayesian sampling 62','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/62','https://blog.example/62','Causal language sparse agent bayesian value 63','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/63','https://blog.example/63','Causal policy attention diffusion tensor graph 64','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/64','https://blog.example/64','Value language graph latent tensor bayesian 65','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/65','https://blog.example/65','Graph flow learning tensor robust value 66','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/66','https://blog.example/66','Flow sampling tensor causal token retrieval 67','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/67','https://blog.example/67','Flow attention diffusion sparse graph retrieval 68','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/68','https://blog.example/68','Token latent diffusion sparse agent kernel 69','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/69','https://blog.example/69','Retrieval attention sampling learning flow kernel 70','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/70','https://blog.example/70','Agent robust folding sampling speech kernel 71','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/71','https://blog.example/71','Diffusion vision attention speech learning retrieval 72','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/72','https://blog.example/72','Robust models flow sampling sparse attention 73','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/73','https://blog.example/73','Learning token robust agent kernel folding 74','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/74','https://blog.example/74','Bayesian folding protein models attention flow 75','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/75','https://blog.example/75','Latent value sampling models attention vision 76','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/76','https://blog.example/76','Diffusion flow models learning latent causal 77','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/77','https://blog.example/77','Latent sampling token robust speech diffusion 78','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/78','https://blog.example/78','Robust language protein flow token bayesian 79','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
INSERT INTO "discussions" VALUES('url','https://blog.example/79','https://blog.example/79','Value learning speech sparse agent kernel 80','https://blog.example/feed.xml','2026-06-12T08:00:00Z');
CREATE TABLE enclosed (delivery INTEGER REFERENCES deliveries ON DELETE CASCADE, digest INT REFERENCES digests ON DELETE CASCADE, PRIMARY KEY (delivery, digest)) STRICT, WITHOUT ROWID;
INSERT INTO "enclosed" VALUES(12,1);
CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,       -- new_version, abstract_changed
            version INTEGER,
            happened TEXT NOT NULL
        , detail TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "events" VALUES(1,1,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(2,2,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(7,7,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(49,49,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(50,50,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(51,51,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(52,52,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(60,60,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(61,61,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(70,70,'accepted',1,'2026-06-11T08:00:00Z','NeurIPS 2025');
INSERT INTO "events" VALUES(101,1,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(102,1,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(103,2,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(104,2,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(113,7,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(114,7,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(197,49,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(198,49,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(199,50,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(200,50,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(201,51,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(202,51,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(203,52,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(204,52,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(219,60,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(220,60,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(221,61,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(222,61,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(239,70,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(240,70,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(399,150,'new_version',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(400,150,'abstract_changed',2,'2026-06-13T08:00:00Z','');
INSERT INTO "events" VALUES(403,300,'removed',1,'2026-06-14T08:00:00Z','');
CREATE TABLE facet_blocks (
            block INTEGER PRIMARY KEY,
            days BLOB NOT NULL,
            years BLOB NOT NULL
        ) STRICT;
CREATE TABLE facets (
            facet TEXT NOT NULL,      -- category, source, venue
            value TEXT NOT NULL,
            block INTEGER NOT NULL REFERENCES facet_blocks (block) ON DELETE CASCADE,
            works BLOB NOT NULL,
            PRIMARY KEY (facet, value, block)
        ) STRICT, WITHOUT ROWID;
CREATE TABLE identifiers (
            scheme TEXT NOT NULL,     -- arxiv, doi
            value TEXT NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE, own INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (scheme, value)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "identifiers" VALUES('arxiv','2606.00001',1,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00002',2,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00007',7,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00049',49,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00050',50,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00051',51,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00052',52,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00060',60,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00061',61,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00070',70,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00150',150,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00151',151,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00152',152,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00153',153,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00154',154,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00155',155,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00156',156,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00157',157,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00158',158,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00159',159,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00160',160,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00161',161,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00162',162,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00163',163,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00164',164,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00200',200,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00300',300,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00401',401,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.00402',401,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.01700',1700,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.01701',1701,1);
INSERT INTO "identifiers" VALUES('arxiv','2606.01750',1750,1);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.154',154,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.161',161,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.1701',1701,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.1750',1750,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.49',49,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.7',7,0);
INSERT INTO "identifiers" VALUES('doi','10.1000/X.70',70,0);
INSERT INTO "identifiers" VALUES('openreview','id000000',1,1);
INSERT INTO "identifiers" VALUES('openreview','id000001',2,1);
INSERT INTO "identifiers" VALUES('openreview','id000006',7,1);
INSERT INTO "identifiers" VALUES('openreview','id000048',49,1);
INSERT INTO "identifiers" VALUES('openreview','id000049',50,1);
INSERT INTO "identifiers" VALUES('openreview','id000050',51,1);
INSERT INTO "identifiers" VALUES('openreview','id000051',52,1);
INSERT INTO "identifiers" VALUES('openreview','id000059',60,1);
INSERT INTO "identifiers" VALUES('openreview','id000060',61,1);
INSERT INTO "identifiers" VALUES('openreview','id000069',70,1);
INSERT INTO "identifiers" VALUES('openreview','id000200',1801,1);
INSERT INTO "identifiers" VALUES('openreview','id000201',1802,1);
INSERT INTO "identifiers" VALUES('openreview','id000229',1830,1);
CREATE TABLE marks (
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            topic TEXT NOT NULL,      -- that an opinion is about; empty for all topics, and for the reading status
            aspect TEXT NOT NULL,     -- opinion or status, so that a new mark replaces what it contradicts
            kind TEXT NOT NULL,       -- like, dislike; save, reading, read, skip
            marked TEXT NOT NULL,
            PRIMARY KEY (work, topic, aspect)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "marks" VALUES(1,'','status','save','2026-06-02T08:00:00Z');
INSERT INTO "marks" VALUES(2,'','status','skip','2026-06-03T08:00:00Z');
INSERT INTO "marks" VALUES(7,'','status','read','2026-06-08T08:00:00Z');
INSERT INTO "marks" VALUES(49,'','opinion','like','2026-06-02T08:00:00Z');
INSERT INTO "marks" VALUES(50,'','status','reading','2026-06-03T08:00:00Z');
INSERT INTO "marks" VALUES(51,'Graphs','opinion','dislike','2026-06-04T08:00:00Z');
INSERT INTO "marks" VALUES(52,'','status','save','2026-06-05T08:00:00Z');
INSERT INTO "marks" VALUES(60,'Graphs','opinion','dislike','2026-06-01T08:00:00Z');
INSERT INTO "marks" VALUES(61,'','status','skip','2026-06-02T08:00:00Z');
INSERT INTO "marks" VALUES(70,'','status','save','2026-06-11T08:00:00Z');
INSERT INTO "marks" VALUES(401,'','opinion','like','2026-06-04T08:00:00Z');
CREATE TABLE proofs (
            source TEXT NOT NULL,
            since TEXT NOT NULL,
            until TEXT NOT NULL,
            expected INTEGER NOT NULL, -- papers that the upstream has
            held INTEGER NOT NULL,     -- of these, stored before the proof; the others were stored by it
            checked TEXT NOT NULL,
            PRIMARY KEY (source, since, until)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "proofs" VALUES('arxiv:cs.LG','2026-06-01','2026-06-12',1800,1799,'2026-06-14T08:00:00Z');
CREATE TABLE saved_searches (
            name TEXT PRIMARY KEY,
            query TEXT NOT NULL,      -- in the query syntax, filters included
            mode TEXT NOT NULL,       -- hybrid, semantic, keyword
            created TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
INSERT INTO "saved_searches" VALUES('blog','source:https://blog.example/feed.xml','keyword','2026-06-05T08:00:00Z');
INSERT INTO "saved_searches" VALUES('graphs','graph attention cat:cs.LG','hybrid','2026-06-03T08:00:00Z');
CREATE TABLE shown (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            digest INTEGER NOT NULL REFERENCES digests (id) ON DELETE CASCADE
        ) STRICT;
INSERT INTO "shown" VALUES(150,1);
INSERT INTO "shown" VALUES(151,1);
INSERT INTO "shown" VALUES(152,1);
INSERT INTO "shown" VALUES(153,1);
INSERT INTO "shown" VALUES(154,1);
INSERT INTO "shown" VALUES(155,1);
INSERT INTO "shown" VALUES(156,1);
INSERT INTO "shown" VALUES(157,1);
INSERT INTO "shown" VALUES(158,1);
INSERT INTO "shown" VALUES(159,1);
INSERT INTO "shown" VALUES(160,1);
INSERT INTO "shown" VALUES(161,1);
INSERT INTO "shown" VALUES(162,1);
INSERT INTO "shown" VALUES(163,1);
INSERT INTO "shown" VALUES(164,1);
CREATE TABLE sources (
            name TEXT PRIMARY KEY,
            cursor TEXT NOT NULL,     -- JSON, as the source understands it
            status TEXT,
            note TEXT NOT NULL DEFAULT '',
            last_attempt TEXT,
            last_success TEXT
        ) STRICT, WITHOUT ROWID;
INSERT INTO "sources" VALUES('arxiv:cs.LG','{"since": "2026-06-12", "etag": "arx"}','current','','2026-06-14T08:00:00Z','2026-06-14T08:00:00Z');
INSERT INTO "sources" VALUES('https://blog.example/feed.xml','{"since": "2026-06-12", "etag": "htt"}','current','','2026-06-14T08:00:00Z','2026-06-14T08:00:00Z');
INSERT INTO "sources" VALUES('neurips','{"since": "2026-06-12", "etag": "neu"}','failed','answered 503','2026-06-15T08:00:00Z','2026-06-14T08:00:00Z');
CREATE TABLE title_keys (
            key TEXT NOT NULL,
            work INTEGER NOT NULL REFERENCES works (id) ON DELETE CASCADE,
            PRIMARY KEY (key, work)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "title_keys" VALUES('5f5fd48b0f6fe74d',1);
INSERT INTO "title_keys" VALUES('a89506598cace797',1);
INSERT INTO "title_keys" VALUES('bf40ed4e9aec0d83',1);
INSERT INTO "title_keys" VALUES('d743e6b3d6047bd8',1);
INSERT INTO "title_keys" VALUES('856f1310ede9c8a5',2);
INSERT INTO "title_keys" VALUES('ae0f786f39736a9f',2);
INSERT INTO "title_keys" VALUES('b4fb917dddf1d2ad',2);
INSERT INTO "title_keys" VALUES('bc44665f2aa22ec0',2);
INSERT INTO "title_keys" VALUES('0de78d511a095c83',7);
INSERT INTO "title_keys" VALUES('20268ec32c210821',7);
INSERT INTO "title_keys" VALUES('d59bd497496c56bc',7);
INSERT INTO "title_keys" VALUES('34fcf540c4472443',49);
INSERT INTO "title_keys" VALUES('7396abd0580b50d5',49);
INSERT INTO "title_keys" VALUES('fb2cc70814aad7af',49);
INSERT INTO "title_keys" VALUES('ff44e12e43ec6c56',49);
INSERT INTO "title_keys" VALUES('00527b3faccf5621',50);
INSERT INTO "title_keys" VALUES('1eaaf232ce0bd456',50);
INSERT INTO "title_keys" VALUES('5abad0d10a79b185',50);
INSERT INTO "title_keys" VALUES('c508ad5d417d09d9',50);
INSERT INTO "title_keys" VALUES('496ff4b10a724d58',51);
INSERT INTO "title_keys" VALUES('4c5f645b203b3a91',51);
INSERT INTO "title_keys" VALUES('51fb443514793d33',51);
INSERT INTO "title_keys" VALUES('e1b3c990755af4fb',51);
INSERT INTO "title_keys" VALUES('12576f7292710e88',52);
INSERT INTO "title_keys" VALUES('7a741e4dc6dc8062',52);
INSERT INTO "title_keys" VALUES('f85f925d407c015c',52);
INSERT INTO "title_keys" VALUES('ff55bb06d240a5fd',52);
INSERT INTO "title_keys" VALUES('0e4537ec284e0037',60);
INSERT INTO "title_keys" VALUES('8804f1a405f3d49a',60);
INSERT INTO "title_keys" VALUES('93f566782cc77f8e',60);
INSERT INTO "title_keys" VALUES('f9e97318acfe77f3',60);
INSERT INTO "title_keys" VALUES('00c226aef53af7d5',61);
INSERT INTO "title_keys" VALUES('8f6a6985772847a1',61);
INSERT INTO "title_keys" VALUES('abc261662121050a',61);
INSERT INTO "title_keys" VALUES('bf40ed4e9aec0d83',61);
INSERT INTO "title_keys" VALUES('8a43a10929da00d5',70);
INSERT INTO "title_keys" VALUES('98230ba966280b7a',70);
INSERT INTO "title_keys" VALUES('9c13ad24f3007cc7',70);
INSERT INTO "title_keys" VALUES('bc44665f2aa22ec0',70);
INSERT INTO "title_keys" VALUES('0f7940d78ae23620',150);
INSERT INTO "title_keys" VALUES('8a19f0ed5c2fa9f6',150);
INSERT INTO "title_keys" VALUES('a3eadf4af1fef35e',150);
INSERT INTO "title_keys" VALUES('c2fb61f9f1e7b4a3',150);
INSERT INTO "title_keys" VALUES('4b6745038af2628f',151);
INSERT INTO "title_keys" VALUES('88fba83178e732ae',151);
INSERT INTO "title_keys" VALUES('9f63de77503a69c8',151);
INSERT INTO "title_keys" VALUES('c8f5ad0a5f5f1bc2',151);
INSERT INTO "title_keys" VALUES('4ea4f09300a71a10',152);
INSERT INTO "title_keys" VALUES('894b74d8ff513425',152);
INSERT INTO "title_keys" VALUES('af1c9284f6e2ce7b',152);
INSERT INTO "title_keys" VALUES('dfecaec33fa590e5',152);
INSERT INTO "title_keys" VALUES('412a730159344267',153);
INSERT INTO "title_keys" VALUES('8afe64534a35643a',153);
INSERT INTO "title_keys" VALUES('ad4874409b2e7fcf',153);
INSERT INTO "title_keys" VALUES('aef81d1b4af23160',153);
INSERT INTO "title_keys" VALUES('31b3d547ced62ea7',154);
INSERT INTO "title_keys" VALUES('cd501bbfe24aee17',154);
INSERT INTO "title_keys" VALUES('cfef438cde4dcc71',154);
INSERT INTO "title_keys" VALUES('da3206e63171f37d',154);
INSERT INTO "title_keys" VALUES('0198690f13a4c082',155);
INSERT INTO "title_keys" VALUES('4e4a3de21f8c8b93',155);
INSERT INTO "title_keys" VALUES('55ccc1eedcb46c12',155);
INSERT INTO "title_keys" VALUES('e4adaf75e5dd1e53',155);
INSERT INTO "title_keys" VALUES('57115a268bd5f4ca',156);
INSERT INTO "title_keys" VALUES('6a29cab2a5e89a5d',156);
INSERT INTO "title_keys" VALUES('c7618bc265b860cb',156);
INSERT INTO "title_keys" VALUES('cf9428982a3c3243',156);
INSERT INTO "title_keys" VALUES('2baa7eec12a06f54',157);
INSERT INTO "title_keys" VALUES('5a3929a9a69a2d56',157);
INSERT INTO "title_keys" VALUES('9ea8c9ff194cb894',157);
INSERT INTO "title_keys" VALUES('f480cb3f33c12c9b',157);
INSERT INTO "title_keys" VALUES('14546f10830f6521',158);
INSERT INTO "title_keys" VALUES('586b1087fb92c3f6',158);
INSERT INTO "title_keys" VALUES('7d372b68c7c14023',158);
INSERT INTO "title_keys" VALUES('7f4c34a872b0c94a',158);
INSERT INTO "title_keys" VALUES('2fb0088758c5b7f2',159);
INSERT INTO "title_keys" VALUES('484c1cb780bc3155',159);
INSERT INTO "title_keys" VALUES('57938636bc5f3237',159);
INSERT INTO "title_keys" VALUES('fef83f2f690e9332',159);
INSERT INTO "title_keys" VALUES('75e1c8976cdc7ca6',160);
INSERT INTO "title_keys" VALUES('7d31a7129b61a1f9',160);
INSERT INTO "title_keys" VALUES('c382ff3004d47840',160);
INSERT INTO "title_keys" VALUES('c44267e1e19f266f',160);
INSERT INTO "title_keys" VALUES('7102a50653dea410',161);
INSERT INTO "title_keys" VALUES('8819839cdd0dd2bf',161);
INSERT INTO "title_keys" VALUES('d2ad5830ccf24d13',161);
INSERT INTO "title_keys" VALUES('d4e50a3608eb211a',161);
INSERT INTO "title_keys" VALUES('2ed40d522ca46f14',162);
INSERT INTO "title_keys" VALUES('dfc301f7100d2156',162);
INSERT INTO "title_keys" VALUES('f3304cec6fec9f93',162);
INSERT INTO "title_keys" VALUES('fa02d803fcfc7b45',162);
INSERT INTO "title_keys" VALUES('05778b40ed0b745a',163);
INSERT INTO "title_keys" VALUES('4a8fad6c2d7274b6',163);
INSERT INTO "title_keys" VALUES('717bb5fd28771360',163);
INSERT INTO "title_keys" VALUES('7312afef3d3bb722',163);
INSERT INTO "title_keys" VALUES('385e55548d849ca6',164);
INSERT INTO "title_keys" VALUES('a7658f1a2f413915',164);
INSERT INTO "title_keys" VALUES('bbe2a6589170058a',164);
INSERT INTO "title_keys" VALUES('e77aea2a8a3b1fe5',164);
INSERT INTO "title_keys" VALUES('11664bec611011d5',200);
INSERT INTO "title_keys" VALUES('a2780bf9d8157aac',200);
INSERT INTO "title_keys" VALUES('c59d362d7d81e1bb',200);
INSERT INTO "title_keys" VALUES('4b61c3aae52ddbf7',300);
INSERT INTO "title_keys" VALUES('72360e40446f3ded',300);
INSERT INTO "title_keys" VALUES('a51f5a470f7a4e93',300);
INSERT INTO "title_keys" VALUES('ad615cced7697e22',300);
INSERT INTO "title_keys" VALUES('331e48e693ececc2',401);
INSERT INTO "title_keys" VALUES('395873834e5e4f64',401);
INSERT INTO "title_keys" VALUES('6537f757bbdfeaaf',401);
INSERT INTO "title_keys" VALUES('a7c1949a9cd8faee',401);
INSERT INTO "title_keys" VALUES('b7ee5fa9591c2757',401);
INSERT INTO "title_keys" VALUES('da5edf1d25faf6bc',401);
INSERT INTO "title_keys" VALUES('e463c5e5e481d5a5',401);
INSERT INTO "title_keys" VALUES('ed8dba945c3a4096',401);
INSERT INTO "title_keys" VALUES('5838c669d2de2288',1700);
INSERT INTO "title_keys" VALUES('a51c9160aad2c87b',1700);
INSERT INTO "title_keys" VALUES('ca5824c84cd95631',1700);
INSERT INTO "title_keys" VALUES('f52caade41a8e9d5',1700);
INSERT INTO "title_keys" VALUES('28dc68efccdc05e9',1701);
INSERT INTO "title_keys" VALUES('379b73c8e3a843a3',1701);
INSERT INTO "title_keys" VALUES('d25a645c9cd82e0d',1701);
INSERT INTO "title_keys" VALUES('dbfe4dcb8fc2f866',1701);
INSERT INTO "title_keys" VALUES('0094687cb336e358',1750);
INSERT INTO "title_keys" VALUES('4c58a7f2d1f92649',1750);
INSERT INTO "title_keys" VALUES('4e4a3de21f8c8b93',1750);
INSERT INTO "title_keys" VALUES('eda1362d0ce879c3',1750);
INSERT INTO "title_keys" VALUES('6cb6ec974b648b08',1801);
INSERT INTO "title_keys" VALUES('79282b5652b1a002',1801);
INSERT INTO "title_keys" VALUES('c0d73cf28fcf4448',1801);
INSERT INTO "title_keys" VALUES('e754b0c3a961e799',1801);
INSERT INTO "title_keys" VALUES('4617edf748e6dbe7',1802);
INSERT INTO "title_keys" VALUES('82226c0b907c485a',1802);
INSERT INTO "title_keys" VALUES('c53be80d9b23bd2e',1802);
INSERT INTO "title_keys" VALUES('cb96103366615e68',1802);
INSERT INTO "title_keys" VALUES('11d8c81c12f9dd1c',1830);
INSERT INTO "title_keys" VALUES('4332be80ed829f2e',1830);
INSERT INTO "title_keys" VALUES('65f7e8ee5808abd5',1830);
INSERT INTO "title_keys" VALUES('f324fa16f969c22a',1830);
CREATE TABLE told_apart (
            scheme TEXT NOT NULL,
            value TEXT NOT NULL,
            other_scheme TEXT NOT NULL,
            other_value TEXT NOT NULL,
            PRIMARY KEY (scheme, value, other_scheme, other_value)
        ) STRICT, WITHOUT ROWID;
INSERT INTO "told_apart" VALUES('openreview','id000005','arxiv','2606.00006');
CREATE TABLE topic_models (
            topic TEXT PRIMARY KEY,   -- empty for the sample of all papers
            made_from TEXT NOT NULL,  -- a hash of words, opinions and the sample; when it differs, it is made again
            content BLOB NOT NULL     -- an .npz archive
        ) STRICT, WITHOUT ROWID;
INSERT INTO "topic_models" VALUES('','another',X'73616D706C65');
INSERT INTO "topic_models" VALUES('Graphs','a hash',X'000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F505152535455565758595A5B5C5D5E5F606162636465666768696A6B6C6D6E6F707172737475767778797A7B7C7D7E7F808182838485868788898A8B8C8D8E8F909192939495969798999A9B9C9D9E9FA0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0C1C2C3C4C5C6C7C8C9CACBCCCDCECFD0D1D2D3D4D5D6D7D8D9DADBDCDDDEDFE0E1E2E3E4E5E6E7E8E9EAEBECEDEEEFF0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF');
CREATE TABLE waiting (
            work INTEGER PRIMARY KEY REFERENCES works (id) ON DELETE CASCADE,
            since TEXT NOT NULL
        ) STRICT;
INSERT INTO "waiting" VALUES(1750,'2026-06-01T08:00:00Z');
CREATE TABLE works (
            id INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            abstract TEXT NOT NULL,
            url TEXT NOT NULL,
            version INTEGER,
            submitted TEXT,           -- first version handed in; moments are UTC, 2026-06-17T08:00:00Z
            updated TEXT,             -- this version handed in
            announced TEXT,           -- day of the first listing, 2026-06-17
            fetched TEXT NOT NULL,    -- first seen here
            venue TEXT,
            comment TEXT,
            journal_ref TEXT,
            licence TEXT,
            change INTEGER NOT NULL   -- place in the sequence of changes, up to which an index is built
        , year INTEGER, withdrawn INTEGER NOT NULL DEFAULT 0, borrowed TEXT) STRICT;
INSERT INTO "works" VALUES(1,'Token attention retrieval folding sampling graph 1','We study learning latent latent folding speech agent causal models. Anew.','https://arxiv.org/abs/2606.00001',2,'2026-06-02T08:00:00Z','2026-06-13T08:00:00Z','2026-06-02','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086378840,2025,0,NULL);
INSERT INTO "works" VALUES(2,'Attention retrieval learning latent value agent 2','We study policy latent robust learning causal kernel policy diffusion. Anew.','https://arxiv.org/abs/2606.00002',2,'2026-06-03T08:00:00Z','2026-06-13T08:00:00Z','2026-06-03','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086379289,2025,0,NULL);
INSERT INTO "works" VALUES(7,'Agent folding flow causal vision kernel 7','We study agent protein attention value value tensor policy protein. Anew.','https://arxiv.org/abs/2606.00007',2,'2026-06-08T08:00:00Z','2026-06-13T08:00:00Z','2026-06-08','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086401441,2025,0,NULL);
INSERT INTO "works" VALUES(49,'Protein bayesian vision attention diffusion latent 49','We study policy diffusion tensor agent language retrieval kernel protein. Anew.','https://arxiv.org/abs/2606.00049',2,'2026-06-08T08:00:00Z','2026-06-13T08:00:00Z','2026-06-08','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086474355,2025,0,NULL);
INSERT INTO "works" VALUES(50,'Policy valué sparsé kérnél ténsor bayésian 50','We study vision retrieval bayesian folding causal policy speech sparse. Anew.','https://arxiv.org/abs/2606.00050',2,'2026-06-09T08:00:00Z','2026-06-13T08:00:00Z','2026-06-09','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086474672,2025,0,NULL);
INSERT INTO "works" VALUES(51,'Graph protein value retrieval kernel models 51','We study causal learning folding speech attention protein retrieval bayesian. Anew.','https://arxiv.org/abs/2606.00051',2,'2026-06-10T08:00:00Z','2026-06-13T08:00:00Z','2026-06-10','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086474984,2025,0,NULL);
INSERT INTO "works" VALUES(52,'Value protein sampling tensor kernel sparse 52','We study learning sampling kernel attention attention retrieval policy agent. Anew.','https://arxiv.org/abs/2606.00052',2,'2026-06-11T08:00:00Z','2026-06-13T08:00:00Z','2026-06-11','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086475277,2025,0,NULL);
INSERT INTO "works" VALUES(60,'Latent folding agent sparse learning bayesian 60','We study attention folding learning token value token attention causal. Anew.','https://arxiv.org/abs/2606.00060',2,'2026-06-05T08:00:00Z','2026-06-13T08:00:00Z','2026-06-05','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086498208,2025,0,NULL);
INSERT INTO "works" VALUES(61,'Sparse sampling value vision retrieval attention 61','We study sparse diffusion retrieval bayesian folding latent learning attention. Anew.','https://arxiv.org/abs/2606.00061',2,'2026-06-06T08:00:00Z','2026-06-13T08:00:00Z','2026-06-06','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086498526,2025,0,NULL);
INSERT INTO "works" VALUES(70,'Retrieval attention sampling learning flow kernel 70','We study speech kernel speech sampling token latent folding sampling. Anew.','https://arxiv.org/abs/2606.00070',2,'2026-06-01T08:00:00Z','2026-06-13T08:00:00Z','2026-06-01','2026-06-01T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082086511492,2025,0,NULL);
INSERT INTO "works" VALUES(150,'Graph rétriéval valué sampling policy vision 150','We study value kernel flow folding latent sampling tensor protein. Anew.','https://arxiv.org/abs/2606.00150',2,'2026-06-11T08:00:00Z','2026-06-13T08:00:00Z','2026-06-11','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082086604263,NULL,0,NULL);
INSERT INTO "works" VALUES(151,'Sampling models speech kernel vision folding 151','We study diffusion vision speech policy models sparse learning bayesian.','https://arxiv.org/abs/2606.00151',1,'2026-06-12T08:00:00Z','2026-06-12T08:00:00Z','2026-06-12','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083354639,NULL,0,NULL);
INSERT INTO "works" VALUES(152,'Models folding language attention policy bayesian 152','We study folding bayesian policy graph bayesian robust folding diffusion.','https://arxiv.org/abs/2606.00152',1,'2026-06-13T08:00:00Z','2026-06-13T08:00:00Z','2026-06-13','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083354946,NULL,0,NULL);
INSERT INTO "works" VALUES(153,'Folding causal retrieval bayesian sparse robust 153','We study protein retrieval protein value tensor graph bayesian tensor.','https://arxiv.org/abs/2606.00153',1,'2026-06-14T08:00:00Z','2026-06-14T08:00:00Z','2026-06-14','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083355265,NULL,0,NULL);
INSERT INTO "works" VALUES(154,'Sparse kernel learning vision language policy 154','We study latent flow speech learning retrieval agent token value.','https://arxiv.org/abs/2606.00154',1,'2026-06-01T08:00:00Z','2026-06-01T08:00:00Z','2026-06-01','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083355564,NULL,0,NULL);
INSERT INTO "works" VALUES(155,'Policy diffusion graph learning kernel causal 155','We study kernel language speech agent tensor protein graph vision.','https://arxiv.org/abs/2606.00155',1,'2026-06-02T08:00:00Z','2026-06-02T08:00:00Z','2026-06-02','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083355888,NULL,0,NULL);
INSERT INTO "works" VALUES(156,'Graph value retrieval agent token models 156','We study tensor agent causal graph tensor protein retrieval value.','https://arxiv.org/abs/2606.00156',1,'2026-06-03T08:00:00Z','2026-06-03T08:00:00Z','2026-06-03','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083356183,NULL,0,NULL);
INSERT INTO "works" VALUES(157,'Robust policy token value bayesian causal 157','We study causal sparse folding sparse attention latent token kernel.','https://arxiv.org/abs/2606.00157',1,'2026-06-04T08:00:00Z','2026-06-04T08:00:00Z','2026-06-04','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083356491,NULL,0,NULL);
INSERT INTO "works" VALUES(158,'Retrieval bayesian policy attention sparse learning 158','We study speech agent learning latent kernel tensor learning sampling.','https://arxiv.org/abs/2606.00158',1,'2026-06-05T08:00:00Z','2026-06-05T08:00:00Z','2026-06-05','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083361157,NULL,0,NULL);
INSERT INTO "works" VALUES(159,'Speech folding sampling protein attention sparse 159','We study vision tensor learning attention sampling learning speech vision.','https://arxiv.org/abs/2606.00159',1,'2026-06-06T08:00:00Z','2026-06-06T08:00:00Z','2026-06-06','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083361694,NULL,0,NULL);
INSERT INTO "works" VALUES(160,'Speech flow bayesian diffusion retrieval tensor 160','We study robust kernel speech value sampling causal vision sparse.','https://arxiv.org/abs/2606.00160',1,'2026-06-07T08:00:00Z','2026-06-07T08:00:00Z','2026-06-07','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083362043,NULL,0,NULL);
INSERT INTO "works" VALUES(161,'Language kernel causal retrieval latent token 161','We study agent models learning kernel speech protein speech diffusion.','https://arxiv.org/abs/2606.00161',1,'2026-06-08T08:00:00Z','2026-06-08T08:00:00Z','2026-06-08','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083362377,NULL,0,NULL);
INSERT INTO "works" VALUES(162,'Attention diffusion protein token folding latent 162','We study bayesian kernel causal causal language graph robust policy.','https://arxiv.org/abs/2606.00162',1,'2026-06-09T08:00:00Z','2026-06-09T08:00:00Z','2026-06-09','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083362692,NULL,0,NULL);
INSERT INTO "works" VALUES(163,'Latent flow bayesian attention robust tensor 163','We study token flow sparse retrieval tensor retrieval kernel folding.','https://arxiv.org/abs/2606.00163',1,'2026-06-10T08:00:00Z','2026-06-10T08:00:00Z','2026-06-10','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083363040,NULL,0,NULL);
INSERT INTO "works" VALUES(164,'Diffusion attention flow retrieval learning speech 164','We study kernel vision vision latent flow sampling sparse latent.','https://arxiv.org/abs/2606.00164',1,'2026-06-11T08:00:00Z','2026-06-11T08:00:00Z','2026-06-11','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083363409,NULL,0,NULL);
INSERT INTO "works" VALUES(200,'Sampling latént causal tokén valué kérnél 200','We study causal kernel value folding language agent value robust.','https://arxiv.org/abs/2606.00200',1,'2026-06-05T08:00:00Z','2026-06-05T08:00:00Z','2026-06-05','2026-06-01T08:00:00Z',NULL,NULL,NULL,NULL,1796082083381830,NULL,0,NULL);
INSERT INTO "works" VALUES(300,'Bayésian sampling spééch agént diffusion valué 300','We study diffusion sparse tensor learning tensor language value retrieval.','https://arxiv.org/abs/2606.00300',1,'2026-06-07T08:00:00Z','2026-06-07T08:00:00Z','2026-06-07','2026-06-02T08:00:00Z',NULL,NULL,NULL,NULL,1796082083493626,NULL,0,NULL);
INSERT INTO "works" VALUES(401,'Causal flow retrieval sampling agent vision 402','We study flow graph bayesian vision graph attention agent diffusion.','https://arxiv.org/abs/2606.00402',1,'2026-06-10T08:00:00Z','2026-06-11T08:00:00Z','2026-06-10','2026-06-03T08:00:00Z',NULL,NULL,NULL,NULL,1796082086609597,NULL,0,NULL);
INSERT INTO "works" VALUES(1700,'Robust sampling sparsé vision léarning latént 1700','We study retrieval bayesian causal policy tensor graph protein agent.','https://arxiv.org/abs/2606.01700',1,'2026-06-07T08:00:00Z','2026-06-07T08:00:00Z','2026-06-07','2026-06-09T08:00:00Z',NULL,NULL,NULL,NULL,1796082085451404,NULL,0,NULL);
INSERT INTO "works" VALUES(1701,'Causal robust bayesian models folding attention 1701','We study token diffusion kernel policy sparse vision speech speech.','https://arxiv.org/abs/2606.01701',1,'2026-06-08T08:00:00Z','2026-06-08T08:00:00Z','2026-06-08','2026-06-09T08:00:00Z',NULL,NULL,NULL,NULL,1796082085452137,NULL,0,NULL);
INSERT INTO "works" VALUES(1750,'Causal léarning diffusion modéls graph tokén 1750','We study learning bayesian sparse folding tensor learning latent learning.','https://arxiv.org/abs/2606.01750',1,'2026-06-01T08:00:00Z','2026-06-01T08:00:00Z','2026-06-01','2026-06-09T08:00:00Z',NULL,NULL,NULL,NULL,1796082085534566,NULL,0,NULL);
INSERT INTO "works" VALUES(1801,'Latént causal protéin atténtion agént sampling 9200','','https://openreview.net/forum?id=id000200',NULL,NULL,NULL,NULL,'2026-06-11T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082085776290,2025,0,NULL);
INSERT INTO "works" VALUES(1802,'Learning language sparse sampling agent flow 9201','','https://openreview.net/forum?id=id000201',NULL,NULL,NULL,NULL,'2026-06-11T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082085802146,2025,0,NULL);
INSERT INTO "works" VALUES(1830,'Models value agent policy sparse retrieval 9229','','https://openreview.net/forum?id=id000229',NULL,NULL,NULL,NULL,'2026-06-11T08:00:00Z','NeurIPS 2025',NULL,NULL,NULL,1796082085867395,2025,0,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX works_change ON works (change);
CREATE INDEX works_submitted ON works (submitted);
CREATE INDEX identifiers_work ON identifiers (work);
CREATE INDEX categories_name ON categories (name, work);
CREATE INDEX events_work ON events (work);
CREATE INDEX appearances_work ON appearances (work);
CREATE INDEX title_keys_work ON title_keys (work);
CREATE INDEX deliveries_open ON deliveries (id) WHERE state IN ('planned', 'sending', 'failed');
CREATE INDEX deliveries_channel ON deliveries (channel, id);
CREATE INDEX marks_kind ON marks (kind, work);
CREATE INDEX facets_block ON facets (block);
CREATE TRIGGER works_fresh_facets AFTER UPDATE OF submitted, announced, year, venue ON works
            WHEN (OLD.submitted, OLD.announced, OLD.year, OLD.venue)
            IS NOT (NEW.submitted, NEW.announced, NEW.year, NEW.venue)
            BEGIN DELETE FROM facet_blocks WHERE block = NEW.id >> 12; END;
CREATE TRIGGER works_facets_0 AFTER INSERT ON works BEGIN DELETE FROM facet_blocks WHERE block = NEW.id >> 12; END;
CREATE TRIGGER works_facets_1 AFTER DELETE ON works BEGIN DELETE FROM facet_blocks WHERE block = OLD.id >> 12; END;
CREATE TRIGGER categories_facets_0 AFTER INSERT ON categories BEGIN DELETE FROM facet_blocks WHERE block = NEW.work >> 12; END;
CREATE TRIGGER categories_facets_1 AFTER DELETE ON categories BEGIN DELETE FROM facet_blocks WHERE block = OLD.work >> 12; END;
CREATE TRIGGER categories_facets_2 AFTER UPDATE OF work, name ON categories BEGIN DELETE FROM facet_blocks WHERE block = OLD.work >> 12; END;
CREATE TRIGGER categories_facets_3 AFTER UPDATE OF work, name ON categories BEGIN DELETE FROM facet_blocks WHERE block = NEW.work >> 12; END;
CREATE TRIGGER appearances_facets_0 AFTER INSERT ON appearances BEGIN DELETE FROM facet_blocks WHERE block = NEW.work >> 12; END;
CREATE TRIGGER appearances_facets_1 AFTER DELETE ON appearances BEGIN DELETE FROM facet_blocks WHERE block = OLD.work >> 12; END;
CREATE TRIGGER appearances_facets_2 AFTER UPDATE OF work, source ON appearances BEGIN DELETE FROM facet_blocks WHERE block = OLD.work >> 12; END;
CREATE TRIGGER appearances_facets_3 AFTER UPDATE OF work, source ON appearances BEGIN DELETE FROM facet_blocks WHERE block = NEW.work >> 12; END;
CREATE INDEX absorbed_into_work ON absorbed (into_work);
CREATE VIEW author_words_all AS
            SELECT word, work FROM author_words UNION ALL SELECT word, work FROM author_words_new;
CREATE INDEX claims_appearance ON claims (appearance);
COMMIT;
PRAGMA application_id = 1347703345;
PRAGMA user_version = 15;
