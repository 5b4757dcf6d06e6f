-- The emulator's own tables. Queries of clients cannot see them.
create table if not exists axl_counter (value integer not null);
insert into axl_counter select 0 where not exists (select 1 from axl_counter);
create table if not exists axl_object (
    uuid blob primary key,
    object text not null,
    key text not null collate nocase,
    scope text not null collate nocase,
    tree text not null,
    unique (object, key, scope)
) without rowid;
create table if not exists axl_secret (
    owner blob not null,
    kind text not null,
    salt blob not null,
    hash blob not null,
    primary key (owner, kind)
) without rowid;

-- The documented tables. `pkid` and `fk…` are bare lower-case uuids, `tk…` numbers of enumerations, flags `t` and `f`.
create table if not exists enduser (pkid text primary key, userid text, firstname text, middlename text, lastname text,
    department text, manager text, mailid text, telephonenumber text, status integer, islocaluser text, tkuserprofile integer,
    fkdirectorypluginconfig text);
create unique index if not exists enduser_userid on enduser (userid);
create table if not exists applicationuser (pkid text primary key, name text, isstandard text);
create table if not exists endusernumplanmap (pkid text primary key, fkenduser text, fknumplan text, tkdnusage integer,
    sortorder integer);
create table if not exists enduserdevicemap (pkid text primary key, fkenduser text, fkdevice text, defaultprofile text,
    tkuserassociation integer);
create table if not exists applicationuserdevicemap (pkid text primary key, fkapplicationuser text, fkdevice text);
create table if not exists dirgroup (pkid text primary key, name text, isstandard text);
create table if not exists functionrole (pkid text primary key, name text, description text, isstandard text);
create table if not exists functionroledirgroupmap (pkid text primary key, fkdirgroup text, fkfunctionrole text);
create table if not exists enduserdirgroupmap (pkid text primary key, fkenduser text, fkdirgroup text);
create table if not exists applicationuserdirgroupmap (pkid text primary key, fkapplicationuser text, fkdirgroup text);
create table if not exists device (pkid text primary key, name text, description text, tkclass integer, tkmodel integer,
    tkproduct integer, tkdeviceprotocol integer, fkdevicepool text, fkcallingsearchspace text, fkenduser text, fklocation text);
create unique index if not exists device_name on device (name);
create table if not exists devicenumplanmap (pkid text primary key, fkdevice text, fknumplan text, numplanindex integer,
    display text, label text, e164mask text);
create index if not exists devicenumplanmap_device on devicenumplanmap (fkdevice);
create table if not exists numplan (pkid text primary key, dnorpattern text, description text, alertingname text,
    alertingnameascii text, fkroutepartition text, tkpatternusage integer, iscallable text);
create index if not exists numplan_pattern on numplan (dnorpattern);
create table if not exists routepartition (pkid text primary key, name text, description text);
create table if not exists callingsearchspace (pkid text primary key, name text, description text, clause text);
create table if not exists callingsearchspacemember (pkid text primary key, fkcallingsearchspace text, fkroutepartition text,
    sortorder integer);
create table if not exists devicepool (pkid text primary key, name text, fkcallmanagergroup text, fkregion text, fklocation text);
create table if not exists callmanagergroup (pkid text primary key, name text);
create table if not exists region (pkid text primary key, name text);
create table if not exists location (pkid text primary key, name text);
create table if not exists processnode (pkid text primary key, name text, description text, tknodeusage integer,
    tkprocessnoderole integer);
create table if not exists processconfig (pkid text primary key, paramname text, paramvalue text, fkprocessnode text,
    tkservice integer);
create table if not exists componentversion (pkid text primary key, softwarecomponent text, version text);
create table if not exists linegroup (pkid text primary key, name text);
create table if not exists linegroupnumplanmap (pkid text primary key, fklinegroup text, fknumplan text,
    lineselectionorder integer);
create table if not exists routelist (pkid text primary key, name text, description text);
create table if not exists routegroup (pkid text primary key, name text);
create table if not exists pickupgroup (pkid text primary key, name text, fknumplan_pickup text);
create table if not exists pickupgrouplinemap (pkid text primary key, fkpickupgroup text, fknumplan_line text);
create table if not exists callforwarddynamic (pkid text primary key, fknumplan text, cfadestination text);
create table if not exists sipdevice (pkid text primary key, fkdevice text);
create table if not exists siptrunkdestination (pkid text primary key, fksipdevice text, address text, port integer,
    sortorder integer);
create table if not exists typeclass (enum integer primary key, name text);
create table if not exists typemodel (enum integer primary key, name text);
create table if not exists typeproduct (enum integer primary key, name text, tkmodel integer);
create table if not exists typedeviceprotocol (enum integer primary key, name text);
create table if not exists typepatternusage (enum integer primary key, name text);
create table if not exists typednusage (enum integer primary key, name text);
create table if not exists typenodeusage (enum integer primary key, name text);
create table if not exists typeprocessnoderole (enum integer primary key, name text);
insert or ignore into typepatternusage values (2, 'Device'), (3, 'Translation'), (5, 'Route'), (7, 'Hunt Pilot');
insert or ignore into typednusage values (1, 'Primary'), (2, 'IPCC Extension');
insert or ignore into typeclass values (1, 'Phone');
